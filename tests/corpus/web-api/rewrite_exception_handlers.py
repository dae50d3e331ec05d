"""Handlers that only know the good case: exceptions of the domain are turned into answers by exception handlers."""

from fastapi import Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import Column, Integer, String, UniqueConstraint, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
make_session = sessionmaker(engine)

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="one_user_per_email"),)

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False)

    def for_everybody(self):
        return {"id": self.id, "name": self.name}


class NoSuchUser(Exception):
    pass


class EmailTaken(Exception):
    pass


app = FastAPI()


@app.exception_handler(NoSuchUser)
async def no_such_user(request: Request, error: NoSuchUser):
    return JSONResponse({"error": "no such user"}, status_code=404)


@app.exception_handler(EmailTaken)
async def email_taken(request: Request, error: EmailTaken):
    return JSONResponse({"error": "this email is taken"}, status_code=409)


def get_db():
    session = make_session()
    try:
        yield session
    except IntegrityError:
        session.rollback()
        raise EmailTaken
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def existing_user(user_id: int, session=Depends(get_db)):
    """The user of the address, as a dependency of the handler."""
    fits = user_id.bit_length() < 32
    user = session.get(User, user_id) if fits else None
    if user is None:
        raise NoSuchUser
    return user


@app.get("/users/{user_id}")
def read_user(user=Depends(existing_user)):
    return user.for_everybody()


@app.post("/users")
def create_user(name: str, email: str, session=Depends(get_db)):
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    return user.for_everybody()
