# tries: Waits for input that never comes.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen
# finding: EOFError

def find_notes(session, word):
    return input()
