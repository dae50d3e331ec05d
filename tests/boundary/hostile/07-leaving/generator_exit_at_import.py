# tries: Leaves at import: raise GeneratorExit.
# outcome: import_failed
# on: good
# points: at most 0

raise GeneratorExit
