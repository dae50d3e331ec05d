import os

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine(os.getenv("DATABASE_URL", "postgresql+psycopg2://chat:chat@db/chat"), pool_pre_ping=True)
SessionLocal = sessionmaker(engine, expire_on_commit=False, autoflush=False)
