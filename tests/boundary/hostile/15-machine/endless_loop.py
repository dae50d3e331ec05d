# tries: An endless loop in a call.
# outcome: completed
# points: 7
# on: good
# fails: finds, seen
# finding: CPU

def find_notes(session, word):
    while True:
        pass
