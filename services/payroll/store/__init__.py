"""Payroll's tables and all its SQL."""
