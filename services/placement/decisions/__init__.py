"""What people decide, once and under a lock: a day edited, a person erased, an account or an identity decided on."""
