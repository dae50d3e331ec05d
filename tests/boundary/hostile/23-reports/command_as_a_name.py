# tries: Its file is called like a command to the system that runs the grader.
# outcome: completed
# points: 7
# on: good
# make: command
# fails: finds, seen

def find_notes(session, word):
    raise ValueError("x")
