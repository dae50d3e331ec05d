from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, status
from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from app.dependencies import DbDep, UserDep
from app.models import Contact, Phone
from app.schemas import ContactCreate, ContactRead, Page

router = APIRouter()


class Paging(BaseModel):
    limit: int = Field(20, ge=1, le=100)
    offset: int = Field(0, ge=0)


async def find(db, user, contact_id) -> Contact:
    contact = await db.get(Contact, contact_id, options=[selectinload(Contact.phones)])
    if contact is None or contact.user_id != user.id:
        raise HTTPException(status.HTTP_404_NOT_FOUND)
    return contact


@router.post("", response_model=ContactRead, status_code=status.HTTP_201_CREATED)
async def create(body: ContactCreate, db: DbDep, user: UserDep):
    contact = Contact(**body.model_dump(exclude={"phones"}), user_id=user.id)
    contact.phones = [Phone(number=number) for number in body.phones]
    db.add(contact)
    try:
        await db.commit()
    except IntegrityError:
        await db.rollback()
        raise HTTPException(status.HTTP_409_CONFLICT, "You have a contact with this email")
    return contact


@router.get("", response_model=Page)
async def index(db: DbDep, user: UserDep, paging: Annotated[Paging, Query()]):
    total = await db.scalar(select(func.count(Contact.id)).where(Contact.user_id == user.id))
    items = await db.scalars(
        select(Contact)
        .where(Contact.user_id == user.id)
        .options(selectinload(Contact.phones))
        .order_by(Contact.name, Contact.id)
        .limit(paging.limit)
        .offset(paging.offset)
    )
    return {"total": total, "items": items.all()}


@router.get("/{contact_id}", response_model=ContactRead)
async def show(contact_id: int, db: DbDep, user: UserDep):
    return await find(db, user, contact_id)


@router.delete("/{contact_id}", status_code=status.HTTP_204_NO_CONTENT)
async def destroy(contact_id: int, db: DbDep, user: UserDep):
    await db.delete(await find(db, user, contact_id))
    await db.commit()
