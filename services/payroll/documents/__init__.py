"""What a clerk prints or sends to the bank: rendered from plain values, in Chinese or English."""
