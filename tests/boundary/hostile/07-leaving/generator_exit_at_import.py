# tries: Leaves at import: raise GeneratorExit.
# outcome: import_failed
# on: good
# points: 0

raise GeneratorExit
