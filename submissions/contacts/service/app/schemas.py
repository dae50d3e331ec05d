from pydantic import BaseModel, ConfigDict, Field, field_validator


class UserCreate(BaseModel):
    email: str = Field(min_length=3)
    password: str


class UserRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    email: str


class Token(BaseModel):
    access_token: str
    token_type: str = "bearer"


class ContactCreate(BaseModel):
    name: str
    email: str
    phones: list[str] = []


class ContactRead(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    name: str
    email: str
    phones: list[str]

    @field_validator("phones", mode="before")
    @classmethod
    def numbers(cls, phones):
        return [getattr(phone, "number", phone) for phone in phones]


class Page(BaseModel):
    total: int
    items: list[ContactRead]
