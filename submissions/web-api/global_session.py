"""One session at the top, for all requests, and the whole user as the answer."""
# fails: read-user, create-user

from fastapi import FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_engine("sqlite:///users.db", connect_args={"check_same_thread": False})
session = sessionmaker(engine)()
app = FastAPI()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


@app.get("/users/{user_id}")
async def get_user(user_id: int):
    user = session.get(User, user_id)
    if user is None:
        raise HTTPException(status_code=404, detail=f"no user {user_id}")
    return {"id": user.id, "name": user.name, "email": user.email}


@app.post("/users")
async def post_user(name: str, email: str):
    user = User(name=name, email=email)
    try:
        session.add(user)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise HTTPException(status_code=409, detail="email taken")
    return {"id": user.id, "name": user.name, "email": user.email}


if __name__ == "__main__":
    import uvicorn

    Base.metadata.create_all(engine)
    uvicorn.run(app, port=8000)
