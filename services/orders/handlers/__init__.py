"""Use cases of the orders service: facts recorded, marks fanned out, states computed and published."""
