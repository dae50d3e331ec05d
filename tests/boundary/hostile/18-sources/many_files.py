# tries: A folder with 12,000 modules.
# outcome: import_failed
# on: good
# points: 0
# make: many_files
# finding: more than 10,000 files
