"""Deutsche Namen für Tabellen und alles Lokale, die Sitzung heißt db wie in FastAPI, backref statt back_populates, gezählt wird mit einer Fensterfunktion."""

from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Text, create_engine, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import backref, declarative_base, joinedload, relationship, scoped_session, sessionmaker

DATENBANK = "sqlite:///./blog.db"

maschine = create_engine(DATENBANK, connect_args={"check_same_thread": False})
Sitzung = scoped_session(sessionmaker(autoflush=False, bind=maschine))
Basis = declarative_base()


def jetzt():
    return datetime.now()


class Author(Basis):
    __tablename__ = "Autoren"

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String(100), nullable=False)
    email = Column(String(200), nullable=False, unique=True)


class Post(Basis):
    __tablename__ = "Beiträge"

    id = Column(Integer, primary_key=True, index=True)
    author_id = Column(ForeignKey(Author.id), nullable=False)
    title = Column(String(200), nullable=False)
    content = Column(Text, nullable=False)
    published_at = Column(DateTime, nullable=False, default=jetzt)

    author = relationship(Author, backref=backref("posts", order_by=id))


class Comment(Basis):
    __tablename__ = "Kommentare"

    id = Column(Integer, primary_key=True, index=True)
    post_id = Column(ForeignKey(Post.id), nullable=False)
    author_name = Column(String(100), nullable=False)
    content = Column(Text, nullable=False)

    post = relationship(Post, backref=backref("comments", order_by=id))


def create_author_with_posts(db, name, email, posts):
    verfasser = Author(name=name, email=email)
    beitraege = [Post(author=verfasser, title=eintrag["title"], content=eintrag["content"]) for eintrag in posts]
    db.add_all([verfasser, *beitraege])
    try:
        db.commit()
    except IntegrityError as fehler:
        db.rollback()
        raise fehler
    db.refresh(verfasser)
    return verfasser


def get_posts_by_author(db, author_id):
    abfrage = select(Post).where(Post.author_id == author_id)
    return [beitrag for beitrag in db.scalars(abfrage)]


def get_post_with_comments(db, post_id):
    abfrage = select(Post).options(joinedload(Post.comments)).where(Post.id == post_id)
    return db.scalars(abfrage, execution_options={"populate_existing": True}).unique().first()


def count_comments_per_post(db):
    anzahl = func.count(Comment.id).over(partition_by=Post.id).label("anzahl")
    abfrage = select(Post.id, anzahl).select_from(Post).outerjoin(Comment).distinct()
    return {zeile.id: zeile.anzahl for zeile in db.execute(abfrage)}


if __name__ == "__main__":
    Basis.metadata.create_all(maschine)
    db = Sitzung()
    print(count_comments_per_post(db))
    Sitzung.remove()
