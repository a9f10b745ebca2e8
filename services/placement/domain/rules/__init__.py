"""The rules placement decides, one a file: subsidies for people, courses and placements."""
