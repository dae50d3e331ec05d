# tries: Leaves at import: raise SystemExit(0).
# outcome: import_failed
# on: good
# points: at most 0

raise SystemExit(0)
