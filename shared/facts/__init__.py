"""Facts as they are kept, which of them is in force, and the states published of them: one frame for all services."""
