"""Why an amount is what it is: of what is open computed again on demand, of what is closed frozen with it."""
