"""Explanations of well-known errors: a rule is an exception's class and words, and the next step. Pure."""
