"""Files to and from the bank: layouts in YAML, payments written by them, returned payments read back."""
