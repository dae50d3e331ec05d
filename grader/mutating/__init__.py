"""Small mistakes made on purpose: a source in, variants of it out. An exercise should notice each of them.

Pure, and knows nothing of exercises: ``mutants.py`` makes the variants, ``registry.py`` lists the mutations, and each
family of them has a file. libcst does the rewriting; it is in the extra ``authoring``.
"""
