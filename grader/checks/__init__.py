"""What is asked, and what evidence says about it: one kind of check a file. Pure: no I/O, no clock, no chance.

Each kind has two functions: ``plans`` says which runs it needs, ``findings`` yields what is wrong in what
came of them. Silence means passed.
"""
