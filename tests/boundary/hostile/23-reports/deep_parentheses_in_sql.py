# tries: SQL nested a thousand levels deep, which a report would format.
# outcome: completed
# points: 8
# on: good
# fails: of-one

from sqlalchemy import text


def remarks_of(session, note):
    for i in range(3):
        session.execute(text("SELECT text FROM notes WHERE id > " + "(" * 900 + "1" + ")" * 900))
    return 7
