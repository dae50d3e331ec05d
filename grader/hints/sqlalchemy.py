"""What SQLAlchemy refuses: sessions and their objects, queries, models."""

from __future__ import annotations

from collections.abc import Mapping

from grader.hints.rule import HintRule, LookedUp
from grader.wording import find_nearest
from grader.worker.protocol import Imported

_NOT_SENT = "select(...) is only a statement, and nothing was sent. Give it to the session: session.scalars(select(...)).all()."
_COLUMN_OPTIONS = [
    "autoincrement",
    "comment",
    "default",
    "index",
    "info",
    "init",
    "insert_default",
    "key",
    "name",
    "nullable",
    "onupdate",
    "primary_key",
    "server_default",
    "server_onupdate",
    "unique",
]
_RELATIONSHIP_OPTIONS = [
    "argument",
    "backref",
    "back_populates",
    "cascade",
    "collection_class",
    "foreign_keys",
    "innerjoin",
    "lazy",
    "order_by",
    "overlaps",
    "passive_deletes",
    "post_update",
    "primaryjoin",
    "remote_side",
    "secondary",
    "secondaryjoin",
    "single_parent",
    "uselist",
    "viewonly",
]


def _column_option(groups: Mapping[str, str], _: Imported) -> LookedUp | None:
    return _meant(groups["name"], _COLUMN_OPTIONS)


def _relationship_option(groups: Mapping[str, str], _: Imported) -> LookedUp | None:
    return _meant(groups["name"], _RELATIONSHIP_OPTIONS)


def _meant(name: str, options: list[str]) -> LookedUp | None:
    meant = find_nearest(name, options)
    return LookedUp({"meant": meant}) if meant else None


RULES = (
    # ---- sessions and their objects
    HintRule(
        "DetachedInstanceError",
        "",
        "The object outlived its session. Load what you need before the session ends (selectinload or joinedload),"
        " or create the session with expire_on_commit=False.",
        """
        user = User(name="Ada")
        session.add(user)
        session.flush()
        session.expunge(user)
        user.messages
        """,
    ),
    HintRule(
        "SQLAlchemyError",
        "greenlet_spawn has not been called",
        "Something was loaded in an async program without an `await`: an attribute that was not loaded yet. Load it with the"
        " query (selectinload), with `await session.refresh(obj, [...])`, or with `await obj.awaitable_attrs.name`.",
        """
        from sqlalchemy.ext.asyncio import create_async_engine
        create_async_engine("postgresql+psycopg://").sync_engine.connect()
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "already attached to session",
        "Two sessions share this object: one has loaded or added it, and here another one takes it. Use one session for"
        " both: the parameter, or the one at the top of the file, and never now this, now that. session.merge(...)"
        " brings a copy over.",
        """
        user = User(name="Ada")
        session.add(user)
        Session(engine).add(user)
        """,
    ),
    HintRule(
        "UnboundExecutionError",
        "",
        "That session belongs to no engine. Was it made with sessionmaker(bind=engine)? Or is Session the class of"
        " sqlalchemy.orm here, imported over the one that you made? Then give yours another name.",
        "Session().scalars(select(User))",
    ),
    HintRule(
        "PendingRollbackError",
        "",
        "An earlier error left the transaction broken. Call session.rollback() where you catch the error.",
        """
        session.add(User(name=None))
        try:
            session.flush()
        except IntegrityError:
            pass
        session.scalars(select(User))
        """,
    ),
    HintRule(
        "UnmappedInstanceError",
        "NoneType",
        "The session was given None: get() and first() give None where there is no row. Ask for that before you go on.",
        "session.add(session.get(User, 1))",
    ),
    HintRule(
        "UnmappedInstanceError",
        "was a class .* supplied",
        "The session takes objects, not their class: make one with User(...), or find one with a query.",
        "session.add(User)",
    ),
    HintRule(
        "UnmappedInstanceError",
        r"builtins\.(list|tuple|set)",
        "The session takes one object at a time: add_all(...) for a list, or a loop.",
        'session.add([User(name="Ada")])',
    ),
    HintRule(
        "InvalidRequestError",
        "is not persist(ed|ent)",
        "Only an object that is stored can be deleted or refreshed: take it from a query, or commit it first.",
        'session.delete(User(name="Ada"))',
        others=('session.refresh(User(name="Ada"))',),
    ),
    HintRule(
        "TypeError",
        "'(Session|scoped_session)' object is not callable",
        "That is a session already, and not what makes sessions: use it as it is, without the brackets.",
        'session().add(User(name="Ada"))',
    ),
    HintRule(
        "AttributeError",
        "'sessionmaker' object has no attribute",
        "A sessionmaker only makes sessions: session = Session(), and then session.query(...).",
        "sessionmaker(engine).query(User)",
    ),
    HintRule(
        "AttributeError",
        r"'(_GeneratorContextManager|generator)' object has no attribute",
        "That is not the session yet: a function with yield gives it inside of a block, with get_session() as session:",
        """
        @contextmanager
        def get_session():
            yield session
        get_session().add(User(name="Ada"))
        """,
        others=(
            """
            def get_session():
                yield session
            get_session().add(User(name="Ada"))
            """,
        ),
    ),
    HintRule(
        "TypeError",
        "'generator' object does not support the context manager",
        "The function with the yield needs @contextmanager above it (from contextlib import contextmanager).",
        """
        def get_session():
            yield session
        with get_session() as session:
            pass
        """,
    ),
    HintRule(
        "AttributeError",
        "type object '[^']+' has no attribute 'query'",
        "Model.query comes with Flask-SQLAlchemy. Here it is session.query(Model).",
        "User.query.all()",
    ),
    HintRule(
        "TimeoutError",
        "QueuePool limit",
        "Sessions are opened and never closed, so the pool is empty: use `with`.",
        """
        small = create_engine("postgresql://localhost/blog", pool_size=1, max_overflow=0, pool_timeout=0.1)
        first, second = small.connect(), small.connect()
        """,
    ),
    # ---- queries
    HintRule(
        "ArgumentError",
        "List argument must consist only of",
        "In text() write :name for a value, not ?, and pass {{'name': value}} beside it.",
        'session.connection().execute(text("SELECT ?"), [1])',
    ),
    HintRule(
        "TypeError",
        "Boolean value of this clause is not defined",
        "and, or, not and if of Python do not work on columns: write and_(...), or_(...), not_(...), or & | ~ with each"
        " condition in brackets.",
        "select(User).where(User.id > 1 and User.id < 9)",
    ),
    HintRule(
        "InvalidRequestError",
        r"unique\(\) method must be invoked",
        "joinedload of a collection repeats rows in 2.x style: add .unique() before .scalars().all(), or use selectinload.",
        """
        session.add(User(name="Ada"))
        session.scalars(select(User).options(joinedload(User.messages))).all()
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "being called on a Query which already has LIMIT or OFFSET",
        "limit() comes last: filter and order before it.",
        "session.query(User).limit(5).filter(User.id > 1)",
    ),
    HintRule(
        "MultipleResultsFound",
        "",
        "The query gives several rows. Use .first(), or filter until one row is left.",
        'session.scalars(text("SELECT 1 UNION SELECT 2")).one()',
    ),
    HintRule(
        "NoResultFound",
        "",
        "The query gives no row. Use .first() or .one_or_none() where that may happen.",
        "session.scalars(select(User)).one()",
    ),
    HintRule(
        "ProgrammingError",
        "(can't|cannot) adapt type",
        "An object was given where the database needs a plain value: pass its id, not the object.",
        'session.execute(text("SELECT :user"), {"user": User()})',
        others=(
            """
            with create_engine("postgresql+psycopg://localhost/blog").connect() as connection:
                connection.execute(text("SELECT :user"), {"user": User()})
            """,
        ),
    ),
    HintRule(
        "StatementError",
        r"Not a boolean value|is not None, True, or False",
        "A Boolean takes True or False. A text such as 'yes' or 'true' is neither: compare it first.",
        """
        session.add(User(name="Ada", is_active="yes"))
        session.flush()
        """,
        others=(
            """
            session.add(User(name="Ada", is_active=7))
            session.flush()
            """,
        ),
    ),
    HintRule(
        "InvalidRequestError",
        "Entity namespace for .* has no property|None of the FROM clause entities have a property",
        "filter_by takes the names of the model's attributes: look at the spelling.",
        'session.query(User).filter_by(nmae="Ada")',
        others=('select(User).filter_by(nmae="Ada")',),
    ),
    HintRule(
        "AttributeError",
        r"Neither '\w+' object nor '\w+' object associated with (?P<path>[\w.]+) has an attribute '(?P<name>\w+)'",
        "In a query, {path} has no {name}: look at the spelling. And what stands behind a relationship comes in with a join:"
        " join({path}), and then the other model's column.",
        'select(Message).where(Message.user.name == "Ada")',
    ),
    HintRule(
        "ArgumentError",
        "Column expression, FROM clause.* expected, got <class",
        "That class is not a model: does it inherit from Base, and is it the class and not its table?",
        """
        class Reader:
            pass
        select(Reader)
        """,
    ),
    HintRule(
        "ArgumentError",
        "Mapped instance expected for relationship comparison",
        "A relationship is compared with an object. For an id, compare the column that holds it: Message.user_id == id.",
        "select(Message).where(Message.user == 1)",
    ),
    HintRule("TypeError", "'Select' object is not", _NOT_SENT, "list(select(User))", ("select(User)[0]",)),
    HintRule("TypeError", "object of type 'Select' has no len", _NOT_SENT, "len(select(User))"),
    HintRule(
        "AttributeError",
        "'Select' object has no attribute",
        _NOT_SENT,
        "select(User).all()",
        ("select(User).first()",),
    ),
    # ---- models
    HintRule(
        "TypeError",
        "should be named <dialectname>_<argument>, got '(?P<name>foreignkey)'",
        "A column has no option {name}. A foreign key has no name in front of it: mapped_column(ForeignKey('table.column')).",
        "mapped_column(foreignkey='users.id')",
    ),
    HintRule(
        "TypeError",
        r"should be named <dialectname>_<argument>, got '(?P<name>\w+)'",
        "A column has no option {name}: did you mean {meant}?",
        "mapped_column(nulable=False)",
        others=("mapped_column(primarykey=True)",),
        look_up=_column_option,
    ),
    HintRule(
        "TypeError",
        r"should be named <dialectname>_<argument>, got '(?P<name>\w+)'",
        "A column has no option {name}: look at the spelling.",
        "mapped_column(required=True)",
    ),
    HintRule(
        "TypeError",
        r"RelationshipProperty\.__init__\(\) got an unexpected keyword argument '(?P<name>\w+)'",
        "relationship() has no option {name}: did you mean {meant}?",
        "relationship(backpopulates='user')",
        look_up=_relationship_option,
    ),
    HintRule(
        "TypeError",
        r"RelationshipProperty\.__init__\(\) got an unexpected keyword argument '(?P<name>\w+)'",
        "relationship() has no option {name}: look at the spelling.",
        "relationship(ondelete='CASCADE')",
    ),
    HintRule(
        "NoForeignKeysError",
        "",
        "SQLAlchemy finds no foreign key between the two tables. Does the relationship name the right class? Then add"
        " ForeignKey('table.column') to the child's column.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            books: Mapped[list["Book"]] = relationship()
        class Book(Base):
            __tablename__ = "books"
            id: Mapped[int] = mapped_column(primary_key=True)
        Author()
        """,
    ),
    HintRule(
        "AmbiguousForeignKeysError",
        "",
        "Several foreign keys link the two tables: say which with foreign_keys=... in the relationship.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            books: Mapped[list["Book"]] = relationship()
        class Book(Base):
            __tablename__ = "books"
            id: Mapped[int] = mapped_column(primary_key=True)
            author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
            editor_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
        Author()
        """,
    ),
    HintRule(
        "NoReferencedTableError",
        "",
        "ForeignKey('...') names the table, not the class: it must be the other model's __tablename__.",
        """
        Base = declarative_base()
        class Book(Base):
            __tablename__ = "books"
            id: Mapped[int] = mapped_column(primary_key=True)
            author_id: Mapped[int] = mapped_column(ForeignKey("Author.id"))
        Base.metadata.create_all(engine)
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "failed to locate a name",
        "relationship('...') names the other class exactly as it is written: look for a typing error.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            books = relationship("Boook")
        Author()
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "has no property",
        "back_populates names the attribute on the other class: both sides must name each other.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            books = relationship("Book", back_populates="author")
        class Book(Base):
            __tablename__ = "books"
            id: Mapped[int] = mapped_column(primary_key=True)
            author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
        Author()
        """,
    ),
    HintRule(
        "ArgumentError",
        "property of that name exists on mapper",
        "backref makes the other side by itself, and that is written out too: take back_populates on both sides, or"
        " backref on one and nothing on the other.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            books = relationship("Book", backref="author")
        class Book(Base):
            __tablename__ = "books"
            id: Mapped[int] = mapped_column(primary_key=True)
            author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
            author = relationship("Author")
        Author()
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "is already defined for this MetaData",
        "Two classes have the same __tablename__: rename one, or remove the copy.",
        """
        Base = declarative_base()
        for _ in range(2):
            class Author(Base):
                __tablename__ = "authors"
                id: Mapped[int] = mapped_column(primary_key=True)
        """,
    ),
    HintRule(
        "InvalidRequestError",
        "does not have a __table__ or __tablename__",
        "A model needs the name of its table: __tablename__ = '...', with two underscores on either side.",
        """
        Base = declarative_base()
        class Author(Base):
            __table_name__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
        """,
    ),
    HintRule(
        "ArgumentError",
        "could not assemble any primary key",
        "A model needs a primary key: give one column primary_key=True.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            name: Mapped[str]
        """,
    ),
    HintRule(
        "ArgumentError",
        "String column name or Column object .* expected, got <class",
        "ForeignKey('...') names the table and its column, in quotes: ForeignKey('users.id').",
        "mapped_column(ForeignKey(User))",
    ),
    HintRule(
        "TypeError",
        "is not list-like",
        "That relationship is a list: append(...) to it, or assign a list.",
        'User(name="Ada").messages = Message()',
    ),
    HintRule(
        "ArgumentError",
        "Could not parse SQLAlchemy URL|Expected string or URL object",
        "The URL of an engine looks like postgresql://user:password@localhost:5432/name: is a variable of it not set?",
        'create_engine("localhost/blog")',
        others=("create_engine(5432)",),
    ),
    HintRule(
        "ArgumentError",
        "Could not resolve all types within mapped annotation",
        "Mapped[...] names a type that the module does not know: look at the spelling, and import it.",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            name: Mapped["Strin"] = mapped_column()
        """,
    ),
    HintRule(
        "MappedAnnotationError",
        r"Type annotation for \"(?P<place>[\w.]+)\" can't be correctly interpreted",
        "{place} needs Mapped[...] around its type, as in name: Mapped[str].",
        """
        Base = declarative_base()
        class Author(Base):
            __tablename__ = "authors"
            id: int = mapped_column(primary_key=True)
        """,
    ),
    HintRule(
        "AttributeError",
        r"type object '(?P<model>\w+)' has no attribute '(?P<name>\w+)'",
        "{model} has no {name}: look at the spelling.",
        "select(User.birthday)",
    ),
    HintRule(
        "TypeError",
        r"'(?P<name>\w+)' is an invalid keyword argument for (?P<model>\w+)",
        "{model} has no attribute {name}: look at the spelling.",
        'User(birthday="today")',
    ),
    HintRule(
        "TypeError",
        r"\b__init__\(\) (got an unexpected|missing|takes)",
        "A model takes its values by the names of its columns, as in User(name=...). An __init__ of its own must take them"
        " so, too, or be left out: the Base has one.",
        """
        class Author:
            def __init__(self, name):
                self.name = name
        Author(nmae="Ada")
        """,
        others=(
            """
            class Author:
                def __init__(self, name):
                    self.name = name
            Author()
            """,
            """
            class Author:
                def __init__(self):
                    pass
            Author("Ada")
            """,
        ),
    ),
)
