"""Lists that know when they are changed."""

from sqlalchemy import ARRAY, Integer, String, func, select
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class Recipe(Base):
    __tablename__ = "recipes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None] = mapped_column(unique=True)
    minutes: Mapped[list[int]] = mapped_column(MutableList.as_mutable(ARRAY(Integer)))
    steps: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(ARRAY(String)))


def add_step(session: Session, recipe_id: int, step: str, minutes: int) -> None:
    recipe = session.get(Recipe, recipe_id)
    recipe.steps.append(step)
    recipe.minutes.append(minutes)
    session.commit()


def longest(session: Session) -> Recipe | None:
    return max(session.scalars(select(Recipe)), key=lambda recipe: sum(recipe.minutes), default=None)


def write(session: Session, name: str, steps: list[str]) -> Recipe:
    recipe = Recipe(name=name, steps=steps, minutes=[])
    session.add(recipe)
    session.commit()
    return recipe
