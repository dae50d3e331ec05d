from pydantic import BaseModel


class UserRead(BaseModel):
    id: int
    name: str

    model_config = {"from_attributes": True}
