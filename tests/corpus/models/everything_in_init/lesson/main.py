from models import *

Base.metadata.create_all(engine)
Session = sessionmaker(engine)
with Session() as s:
    u = User(name="Alice", email="alice@example.com")
    u.messages.append(Message(content="Hi"))
    s.add(u)
    s.commit()
    print(u)
