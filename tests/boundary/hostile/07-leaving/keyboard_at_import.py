# tries: Leaves at import: raise KeyboardInterrupt.
# outcome: import_failed
# on: good
# points: 0

raise KeyboardInterrupt
