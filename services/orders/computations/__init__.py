"""From marks to what is published: fan-outs, and the states of lines, figures, piecework and profit."""
