# tries: Leaves at import: raise SystemExit(0).
# outcome: import_failed
# on: good
# points: 0

raise SystemExit(0)
