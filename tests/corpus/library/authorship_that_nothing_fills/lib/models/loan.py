from sqlalchemy import Column, Integer, String, ForeignKey, DateTime
from sqlalchemy.orm import relationship
from datetime import datetime, timedelta
from models.base import Base


class Loan(Base):
    __tablename__ = "loans"
    id = Column(Integer, primary_key=True)
    book_id = Column(Integer, ForeignKey("books.id"), nullable=False)
    reader = Column(String, nullable=False)
    borrowed_at = Column(DateTime, default=datetime.now)
    returned_at = Column(DateTime)
    book = relationship("Book", back_populates="loans")

    def is_late(self, at):
        return self.returned_at is None and self.borrowed_at < at - timedelta(days=28)
