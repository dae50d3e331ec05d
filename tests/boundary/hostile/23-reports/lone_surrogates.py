# tries: Half surrogates, direction marks and zero-width text.
# outcome: completed
# points: 5
# on: good
# fails: finds, of-one

def find_notes(session, word):
    raise ValueError("\ud800\udfff \u202e\u200b\u2028 x")


def remarks_of(session, note):
    return "\ud800"
