"""The orders database: its tables and all its SQL."""
