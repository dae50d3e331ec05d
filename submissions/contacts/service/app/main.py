"""Routers, schemas and models in a folder app; it awaits, and the tables are made when the server starts."""
# fails: nothing

from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.database import engine
from app.models import Base
from app.routers import contacts, users


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(title="Contacts", lifespan=lifespan)
app.include_router(users.router)
app.include_router(contacts.router, prefix="/contacts", tags=["contacts"])


if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app)
