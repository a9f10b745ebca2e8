"""The rules payroll knows, one file each, and what a pack must hold for each of them."""
