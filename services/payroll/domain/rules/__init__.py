"""The rules payroll decides, one file each: wages, awards, profit."""
