"""Kurz und deutsch: die Parameter als Pydantic-Modell, die Antwort ebenso, die Tabelle als Dataclass mit Mixin."""

from contextlib import ExitStack
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column, sessionmaker

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp")
Sitzung = sessionmaker(engine)
app = FastAPI()


class Basis(MappedAsDataclass, DeclarativeBase):
    pass


class MitNummer(MappedAsDataclass):
    id: Mapped[int] = mapped_column(primary_key=True, init=False)


class User(MitNummer, Basis):
    __tablename__ = "benutzer"
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


class NeuerBenutzer(BaseModel):
    name: str
    email: str


class Auskunft(BaseModel):
    id: int
    name: str


def get_db():
    with ExitStack() as stapel:
        sitzung = Sitzung()
        stapel.callback(sitzung.close)
        yield sitzung


DB = Annotated[Session, Depends(get_db)]


@app.get("/users/{nummer}", response_model=Auskunft)
def zeige(nummer: int, db: DB):
    if nummer.bit_length() > 31 or not (benutzer := db.get(User, nummer)):
        raise HTTPException(404)
    return vars(benutzer)


@app.post("/users", response_model=Auskunft)
def lege_an(neu: Annotated[NeuerBenutzer, Query()], db: DB):
    benutzer = User(**neu.model_dump())
    try:
        with db.begin():
            db.add(benutzer)
            db.flush()
            return Auskunft(id=benutzer.id, name=benutzer.name)
    except IntegrityError:
        raise HTTPException(409)
