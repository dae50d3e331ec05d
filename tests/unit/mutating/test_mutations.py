"""Each mutation makes the mistakes that it is for, one at a time, and touches nothing else."""

from __future__ import annotations

import pytest

from grader.mutating.mutants import mutants
from grader.mutating.registry import MUTATIONS

MADE: dict[str, dict[str, list[str]]] = {
    "drop-unique": {
        "c = Column(Text, unique=True)": ["c = Column(Text)"],
        "c = mapped_column(unique=True, index=True)": ["c = mapped_column(index=True)"],
    },
    "flip-nullable": {
        "c = sa.Column(Text, nullable=False)": ["c = sa.Column(Text, nullable=True)"],
        "c = mapped_column(nullable=True)": ["c = mapped_column(nullable=False)"],
    },
    "flip-optional": {
        "c: Mapped[str]": ["c: Mapped[str | None]"],
        "c: Mapped[int] = mapped_column(default=1)": ["c: Mapped[int | None] = mapped_column(default=1)"],
        "c: Mapped[datetime | None]": ["c: Mapped[datetime]"],
        "c: Mapped[None | str]": ["c: Mapped[str]"],
        "c: Mapped[Optional[str]] = mapped_column()": ["c: Mapped[str] = mapped_column()"],
    },
    "drop-foreign-key": {
        'c = Column(Integer, ForeignKey("a.id"), nullable=False)': ["c = Column(Integer, nullable=False)"],
        'c = mapped_column(ForeignKey("a.id"))': ["c = mapped_column()"],
    },
    "drop-default": {
        'c = Column(Integer, default=1, server_default="1")': [
            'c = Column(Integer, server_default="1")',
            "c = Column(Integer, default=1)",
        ],
        "c = mapped_column(onupdate=now)": ["c = mapped_column()"],
    },
    "drop-inverse": {
        'r = relationship("Post", back_populates="author")': ['r = relationship("Post")'],
        'r = relationship("Post", backref=backref("author"))': ['r = relationship("Post")'],
    },
    "drop-cascade": {
        'r = relationship("P", backref=backref("a", cascade="all"))': [
            'r = relationship("P", backref=backref("a"))'
        ],
        'r = relationship(cascade="all", passive_deletes=True)': [
            "r = relationship(passive_deletes=True)",
            'r = relationship(cascade="all")',
        ],
        'c = Column(ForeignKey("a.id", ondelete="CASCADE"))': ['c = Column(ForeignKey("a.id"))'],
    },
    "drop-lazy": {
        'r = relationship(lazy="selectin")': ["r = relationship()"],
        "r = relationship(lazy=False)": ["r = relationship()"],
    },
    "drop-options": {
        "q = select(A).options(joinedload(A.b)).limit(3)": ["q = select(A).limit(3)"],
        "a = session.get(A, 1, options=[joinedload(A.b)])": ["a = session.get(A, 1)"],
    },
    "drop-eager-load": {
        "q = q.options(joinedload(A.b), contains_eager(A.c), raiseload('*'))": [
            "q = q.options(contains_eager(A.c), raiseload('*'))",
            "q = q.options(joinedload(A.b), raiseload('*'))",
        ],
        "o = joinedload(A.b).selectinload(B.c)": ["o = joinedload(A.b)"],
    },
    "drop-commit": {"session.commit()": ["pass"], "await session.commit()": ["pass"]},
    "drop-flush": {"db.session.flush()": ["pass"]},
    "drop-rollback": {"session.rollback()": ["pass"]},
    "drop-close": {"session.close()": ["pass"]},
    "outer-to-inner": {
        "q = q.outerjoin(A.b)": ["q = q.join(A.b)"],
        "q = q.join(A.b, isouter=True)": ["q = q.join(A.b)"],
    },
    "inner-to-outer": {
        "q = select(A).where(x).join(A.b)": ["q = select(A).where(x).outerjoin(A.b)"],
        "q = session.query(A).join(b, b.c.x == A.x)": ["q = session.query(A).outerjoin(b, b.c.x == A.x)"],
        "q = query.join(Book.authors)": ["q = query.outerjoin(Book.authors)"],
    },
    "drop-order-by": {
        "q = q.order_by(A.b).limit(1)": ["q = q.limit(1)"],
        "q = (\n    select(A)\n    .order_by(A.b)\n)": ["q = (\n    select(A)\n)"],
        'r = relationship(order_by="A.b")': ["r = relationship()"],
    },
    "reverse-order": {
        "q = q.order_by(A.b.desc(), desc(A.c), A.d)": [
            "q = q.order_by(A.b, desc(A.c), A.d)",
            "q = q.order_by(A.b.desc(), A.c, A.d)",
            "q = q.order_by(A.b.desc(), desc(A.c), A.d.desc())",
        ],
        "q = q.order_by(A.b.asc(), asc(A.c))": [
            "q = q.order_by(A.b.desc(), asc(A.c))",
            "q = q.order_by(A.b.asc(), A.c.desc())",
        ],
        "q = q.order_by(A.b + A.c)": ["q = q.order_by((A.b + A.c).desc())"],
    },
    "limit-off-by-one": {
        "q = q.limit(n)": ["q = q.limit(n + 1)"],
        "q = q.offset(a if b else c)": ["q = q.offset((a if b else c) + 1)"],
    },
    "drop-distinct": {
        "q = q.distinct()": ["q = q"],
        "r = session.scalars(q).unique().all()": ["r = session.scalars(q).all()"],
        "n = func.count(distinct(A.b))": ["n = func.count(A.b)"],
    },
    "drop-filter": {
        "q = q.filter(A.b == 1).all()": ["q = q.all()"],
        "q = q.filter_by(b=1, c=2)": ["q = q.filter_by(c=2)", "q = q.filter_by(b=1)"],
        "q = q.where(x, y)": ["q = q.where(y)", "q = q.where(x)"],
    },
    "first-to-one": {
        "a = q.filter(x).first()": ["a = q.filter(x).one()"],
        "a = session.execute(q).scalar_one_or_none()": ["a = session.execute(q).scalar_one()"],
    },
    "swap-and-or": {
        "q = q.where(and_(a, b == 1))": ["q = q.where((a | (b == 1)))"],
        "q = q.where(sa.or_(a, b, c))": ["q = q.where((a & b & c))"],
        "c = (a == 1) & (b == 2)": ["c = (a == 1) | (b == 2)"],
        "c = (a == 1) | (b == 2)": ["c = (a == 1) & (b == 2)"],
        "c = a and b": ["c = a or b"],
    },
    "negate-equality": {"c = a == b": ["c = a != b"], "c = a != b": ["c = a == b"]},
    "move-bound": {
        "c = a < b": ["c = a <= b"],
        "c = 1 <= a > b": ["c = 1 < a > b", "c = 1 <= a >= b"],
        "c = a >= b": ["c = a > b"],
    },
    "drop-raise": {
        "if a:\n    raise ValueError(a)": ["if a:\n    pass"],
        "try:\n    a()\nexcept E:\n    b()\n    raise": ["try:\n    a()\nexcept E:\n    b()\n    pass"],
    },
    "list-for-dict": {
        "def f():\n    return {a: b for a, b in c}": [
            "def f():\n    return list({a: b for a, b in c}.items())"
        ],
        "def f():\n    return dict(c)": ["def f():\n    return list(dict(c).items())"],
    },
    "flip-flag": {
        "r = relationship(uselist=False)": ["r = relationship(uselist=True)"],
        "S = sessionmaker(expire_on_commit=False)": ["S = sessionmaker(expire_on_commit=True)"],
    },
    "drop-bindparams": {'q = text("a = :b").bindparams(b=1)': ['q = text("a = :b")']},
    "inline-parameter": {
        's.execute(text("a = :b AND c = :d"), {"b": x, "d": y})': [
            's.execute(text(f"""a = \'{x}\' AND c = :d"""), {"d": y})',
            's.execute(text(f"""a = :b AND c = \'{y}\'"""), {"b": x})',
        ],
        's.execute(text("a = :b"), {"b": x["y"]})': ['s.execute(text(f"""a = \'{x["y"]}\'"""))'],
        'q = text("a = :b").bindparams(b=x)': ['q = text(f"""a = \'{x}\'""")'],
        "q = text(\"a = '{}' AND b = :b::int\").bindparams(b=x)": [
            'q = text(f"""a = \'{{}}\' AND b = \'{x}\'::int""")'
        ],
    },
}
"""For each mutation: sources, and all that becomes of them."""

UNTOUCHED: dict[str, list[str]] = {
    "drop-unique": ["c = Column(Text, unique=False)", "i = Index('i', unique=True)"],
    "flip-nullable": ["c = Column(Text, nullable=maybe)", "f(nullable=True)"],
    "flip-optional": [
        "c: Mapped[int] = mapped_column(primary_key=True)",
        "c: Mapped[int] = mapped_column(nullable=False)",
        'r: Mapped["Book"] = relationship()',
        "c: list[int]",
        "def f(c: Mapped[int]): ...",
    ],
    "drop-foreign-key": ['t = ForeignKey("a.id")', "c = Column(Integer)"],
    "drop-default": ["x = os.getenv(default=1)", "c = Column(Integer, nullable=False)"],
    "drop-inverse": ["r = relationship('Post', uselist=True)", "f(backref=1)"],
    "drop-cascade": ["f(cascade=1)", 'c = Column(ForeignKey("a.id", onupdate="CASCADE"))'],
    "drop-lazy": ['r = relationship(lazy="select")', 'f(lazy="joined")', 'r = relationship(lazy="raise")'],
    "drop-options": ["o = options(1)", "f(options=[1])"],
    "drop-eager-load": ["q = q.options(joinedload(A.b))", "q = q.options(defer(A.b), defer(A.c))"],
    "drop-commit": ["x = session.commit()", "commit()", "session.flush()"],
    "drop-flush": ["x = session.flush()", "session.commit()"],
    "drop-rollback": ["f(session.rollback())"],
    "drop-close": ["with closing(session): pass"],
    "outer-to-inner": ["q = q.join(A.b)", "q = q.join(A.b, isouter=False)", "q = outerjoin(a, b)"],
    "inner-to-outer": [
        'c = ", ".join(names)',
        "c = separator.join(names)",
        "c = os.path.join(a, b)",
        "thread.join()",
        "q = q.join(A.b, isouter=True)",
    ],
    "drop-order-by": ["x = sorted(y)", "w = over(order_by=a)"],
    "reverse-order": ["q = q.group_by(A.b)", 'q = q.order_by("b")'],
    "limit-off-by-one": ["limit(3)", "q = q[:3]"],
    "drop-distinct": ["x = set(y)", "c = Column(unique=True)"],
    "drop-filter": ["x = filter(f, y)", "q = q.having"],
    "first-to-one": ["first()", "q = q.one()", "q = q.all()"],
    "swap-and-or": ["def f(a: int | None) -> str | None: ...", "c: Mapped[int | None]", "c = a + b"],
    "negate-equality": ["c = a is b", "c = a < b", 'if __name__ == "__main__":\n    main()'],
    "move-bound": ["c = a == b", "c = a in b"],
    "drop-raise": ["def f():\n    raise NotImplementedError"],
    "list-for-dict": ["x = {a: b for a, b in c}", "def f():\n    return [a for a in b]"],
    "flip-flag": ["f(verbose=True)", "c = Column(index=True)", "r = relationship(uselist=x)"],
    "drop-bindparams": ['q = text("a = 1")'],
    "inline-parameter": [
        's.execute(text("a = 1"), {"b": x})',
        's.execute(text("a::b"), {"b": x})',
        's.execute(q, {"b": x})',
    ],
}
"""For each mutation: sources of which it makes nothing."""


def made(name: str, source: str) -> list[str]:
    return [mutant.after for mutant in mutants(source, {name: MUTATIONS[name]})]


@pytest.mark.parametrize(
    ("name", "source", "expected"), [(n, s, after) for n, cases in MADE.items() for s, after in cases.items()]
)
def test_a_mutation_makes_its_mistakes(name: str, source: str, expected: list[str]) -> None:
    """A mutation yields these variants of a source, and no others."""
    assert sorted(expected) == sorted(made(name, source))


@pytest.mark.parametrize(("name", "source"), [(n, s) for n, sources in UNTOUCHED.items() for s in sources])
def test_a_mutation_leaves_alone_what_it_does_not_mean(name: str, source: str) -> None:
    """Nothing becomes of a source that only looks like what a mutation is for."""
    assert made(name, source) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_is_shown(name: str) -> None:
    """Every mutation has an example here, one of what it leaves alone, and a docstring of one sentence."""
    assert MADE[name]
    assert UNTOUCHED[name]
    sentence = MUTATIONS[name].__doc__ or ""
    assert sentence.endswith(".")
    assert "\n" not in sentence
