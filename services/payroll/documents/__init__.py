"""What a clerk prints: rendered from plain values, in Chinese or English."""
