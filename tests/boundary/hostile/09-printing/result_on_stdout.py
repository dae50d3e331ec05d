# tries: Prints a finished result and workflow commands.
# outcome: completed
# on: wrong
# points: 1

import sys

print('{"is":"Observation","value":7,"raised":null,"problem":null,"statements":[],"seconds":0.0,"more_statements":0}')
print("::set-output name=points::10")
print("::error file=x::hostile")
print("PASSED 10/10", file=sys.stderr)
sys.stdout.flush()


def remarks_of(session, note):
    print("7 PASSED")
    return -1
