"""What the other services published is kept, and the money it touches is marked."""
