"""What payroll answers: a model for each answer and its parts, and how it is built from rows and values."""
