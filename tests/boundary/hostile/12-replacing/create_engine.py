# tries: Replaces create engine.
# outcome: completed|crashed|import_failed|timed_out
# on: wrong
# points: at most 1

import sqlalchemy

sqlalchemy.create_engine = lambda *a, **k: None
