"""From an exercise and a seed to what is done in one run: rows, acts, arguments. Pure."""
