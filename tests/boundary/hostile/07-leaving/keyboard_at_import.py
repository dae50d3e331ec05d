# tries: Leaves at import: raise KeyboardInterrupt.
# outcome: import_failed
# on: good
# points: at most 0

raise KeyboardInterrupt
