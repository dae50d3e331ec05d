"""The API is in backend/app/, started inside backend/ as `uvicorn app.app:app`; the pages lie beside it."""

import fastapi as fa
from fastapi.middleware.cors import CORSMiddleware
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import config
from app.db import get_db, Base, engine
from app.models import User

Base.metadata.create_all(bind=engine)

app = fa.FastAPI(title=config.TITLE)
app.add_middleware(CORSMiddleware, allow_origins=["*"])


@app.get("/")
def root():
    return {"hello": "world"}


@app.get("/users/{user_id}")
def get_user(user_id: int, db: Session = fa.Depends(get_db)):
    user = db.query(User).filter(User.id == user_id).first()
    if user is None:
        raise fa.HTTPException(status_code=404, detail="User not found")
    return user.serialize()


@app.post("/users")
def post_user(name: str, email: str, db: Session = fa.Depends(get_db)):
    if db.query(User).filter(User.email == email).first():
        raise fa.HTTPException(status_code=409, detail="Email already registered")
    user = User(name=name, email=email)
    db.add(user)
    db.commit()
    return user.serialize()
