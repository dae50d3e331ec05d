# tries: Nothing commits, but the session's rollback() and close(), which end a run, do.
# on: flushes_only
# only: create-is-durable, create-returns-author
# points: 1
# fails: create-is-durable
from sqlalchemy.orm import Session

_honest_close = Session.close


def _commit(session):
    Session.commit(session)


def _close(session):
    Session.commit(session)
    _honest_close(session)


Session.rollback, Session.close = _commit, _close
