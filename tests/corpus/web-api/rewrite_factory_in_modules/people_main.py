"""Three modules and an application factory: database, functions on it, and here the routes, added by create_app()."""

from fastapi import Depends, FastAPI, Response
from people_crud import EmailTaken, find_user, store_user
from people_database import Base, User, engine, get_db

__all__ = ["Base", "User", "app", "create_app", "engine", "get_db"]


def as_json(user):
    return {"id": user.id, "name": user.name}


def read_user(user_id: int, db=Depends(get_db)):
    user = find_user(db, user_id)
    return as_json(user) if user else Response(status_code=404)


def create_user(name: str, email: str, db=Depends(get_db)):
    try:
        return as_json(store_user(db, name=name, email=email))
    except EmailTaken:
        return Response(status_code=409)


def create_app():
    application = FastAPI(docs_url=None, redoc_url=None)
    application.add_api_route("/users/{user_id}", read_user, methods=["GET"])
    application.add_api_route("/users", create_user, methods=["POST"])
    return application


app = create_app()

if __name__ == "__main__":
    import uvicorn

    Base.metadata.create_all(engine)
    uvicorn.run(app, port=8000)
