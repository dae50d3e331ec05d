# tries: Folders in folders, 400 deep.
# outcome: import_failed
# on: good
# points: 0
# make: deep_folders
# finding: more than 50 deep
