# tries: A folder with sqlalchemy.py, json.py, psycopg2.py and grader.py.
# outcome: completed|import_failed
# on: good
# make: shadows
# points: at most 10

