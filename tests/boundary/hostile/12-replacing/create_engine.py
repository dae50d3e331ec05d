# tries: Replaces create engine.
# outcome: completed
# on: wrong
# points: 1

import sqlalchemy

sqlalchemy.create_engine = lambda *a, **k: None
