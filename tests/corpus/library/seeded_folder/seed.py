#!/usr/bin/env python3
import random

from models import Author, Base, Book, Loan, engine, session

Base.metadata.create_all(engine)

print('Seeding...')
session.query(Loan).delete()
session.query(Book).delete()
session.query(Author).delete()
session.commit()

authors = [Author(f'Author {i}') for i in range(3)]
session.add_all(authors)
for n in range(5):
    session.add(Book(title=f'Book {n}', isbn=f'978-{n}', copies=random.randint(1, 3), authors=[random.choice(authors)]))
session.commit()
print('Done!')
