# tries: Leaves at import: __import__('sys').exit(0).
# outcome: import_failed
# on: good
# points: at most 0

__import__('sys').exit(0)
