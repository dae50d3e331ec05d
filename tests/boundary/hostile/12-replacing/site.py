# tries: A folder with sitecustomize.py, conftest.py and a .pth file.
# outcome: completed|import_failed
# on: good
# make: site
# points: at most 10

