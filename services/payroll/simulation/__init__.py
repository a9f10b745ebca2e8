"""Another pack over recorded facts: what each rule, workshop and person would get instead."""
