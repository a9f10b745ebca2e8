"""The demonstration: one month of a county, sent as its clients would, computed, and told."""
