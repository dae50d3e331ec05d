from typing import List, Union

from pydantic import BaseModel


class ItemBase(BaseModel):
    title: str


class Item(ItemBase):
    id: int
    owner_id: int

    class Config:
        orm_mode = True


class User(BaseModel):
    id: int
    name: str

    class Config:
        from_attributes = True
