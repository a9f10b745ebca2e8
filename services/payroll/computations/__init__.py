"""From marks to money: statements, awards, profit divisions, and the fan-outs that lead to them."""
