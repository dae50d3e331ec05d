# tries: Reads and appends to the server's files, where its user is the submission's own.
# outcome: completed
# on: wrong
# points: 1
# never: WRITABLE

import glob


def _loot():
    found = []
    for path in glob.glob("/dev/shm/*/**/pg_hba.conf", recursive=True) + glob.glob("/tmp/**/pg_hba.conf", recursive=True):
        try:
            with open(path, "a"):
                found.append("WRITABLE")
        except OSError:
            pass
    return " ".join(found)


def find_notes(session, word):
    raise ValueError("LOOT " + _loot())
