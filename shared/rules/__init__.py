"""The frame in which every service writes its rules: lines with their explanation, payers, what a pack must hold."""
