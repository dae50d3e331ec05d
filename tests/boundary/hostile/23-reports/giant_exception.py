# tries: An exception text of 50 MB.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen

def find_notes(session, word):
    raise ValueError("<b>" + "x" * 50_000_000)
