"""Facts from outside are kept as reported, and what they touch is marked."""
