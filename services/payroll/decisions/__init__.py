"""What people decide, each once and under a lock: closing a month, approving, committing, paying."""
