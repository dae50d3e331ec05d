"""A router, a schema and the database in files of their own, in a folder app; the server starts under __main__."""
# fails: nothing

from contextlib import asynccontextmanager

from fastapi import FastAPI

from app.database import Base, engine
from app.routers import users


@asynccontextmanager
async def lifespan(app: FastAPI):
    Base.metadata.create_all(engine)
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)
app.include_router(users.router)

if __name__ == "__main__":
    import uvicorn

    uvicorn.run("main:app", reload=True)
