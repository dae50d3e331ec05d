from chat import ChatRepository, User


def test_count(session):
    session.add(User(name="x"))
    assert ChatRepository(session).count_users() == 1
