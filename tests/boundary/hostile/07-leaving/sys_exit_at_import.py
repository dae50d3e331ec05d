# tries: Leaves at import: __import__('sys').exit(0).
# outcome: import_failed
# on: good
# points: 0

__import__('sys').exit(0)
