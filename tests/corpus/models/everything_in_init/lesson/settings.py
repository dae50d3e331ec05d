from sqlalchemy import *
from sqlalchemy.orm import *

DB = "sqlite://"
engine = create_engine(DB)
Base = declarative_base()
