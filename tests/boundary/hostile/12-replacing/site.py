# tries: A folder with sitecustomize.py, conftest.py and a .pth file.
# outcome: completed
# on: good
# make: site
# points: 10

