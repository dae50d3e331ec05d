# tries: Imports the grader itself, and reads its source.
# outcome: completed
# on: wrong
# points: 1
# never: IMPORTED grader

def _loot():
    found = []
    for name in ("grader.checks.judge", "grader.grading.grading", "grader.language.reader", "grader.postgres.server"):
        try:
            module = __import__(name, fromlist=["x"])
            found.append("IMPORTED " + module.__name__)
        except ImportError:
            pass
    return " ".join(found)


def find_notes(session, word):
    raise ValueError("LOOT " + _loot())
