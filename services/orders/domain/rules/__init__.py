"""The rules orders decides, one a file: what production costs by the pack of its county."""
