"""What people decide on the spot, once and under a lock: a clerk's edit of a day, the erasure of a person."""
