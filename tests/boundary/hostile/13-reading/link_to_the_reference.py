# tries: A link to the reference solution in place of a module.
# outcome: import_failed
# on: nothing
# points: 0
# make: link_to_the_reference
# finding: link_to_the_reference.py` is a link
