import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from chat.db import Base


@pytest.fixture
def session():
    engine = create_engine("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    yield sessionmaker(engine)()
