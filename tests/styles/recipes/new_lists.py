"""New lists in place of the old ones, in the dialect's own type."""

from sqlalchemy import BigInteger, Text, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(unique=True)
    minutes: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    steps: Mapped[list[str] | None] = mapped_column(ARRAY(Text))


def add_step(session: Session, recipe_id: int, step: str, minutes: int) -> None:
    recipe = session.get(Recipe, recipe_id)
    recipe.steps = [*recipe.steps, step]
    recipe.minutes = func.array_append(Recipe.minutes, minutes)
    session.commit()


def longest(session: Session) -> Recipe | None:
    return max(session.scalars(select(Recipe)), key=lambda recipe: sum(recipe.minutes), default=None)


def write(session: Session, name: str, steps: list[str]) -> Recipe:
    recipe = Recipe(name=name, steps=steps, minutes=[])
    session.add(recipe)
    session.commit()
    return recipe
