# tries: A folder with sqlalchemy.py, json.py, psycopg2.py and grader.py.
# outcome: completed
# on: good
# make: shadows
# points: 10

