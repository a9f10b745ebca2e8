"""What payroll adds to the command line."""
