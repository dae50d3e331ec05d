#!/usr/bin/env python3
"""Models and a script that fills them with names from faker, which is not there; the functions were not begun."""

from random import choice, randint

from faker import Faker

from models import Author, Base, Book, Loan, engine, session

Base.metadata.create_all(engine)

fake = Faker()
print('Seeding...')
session.query(Loan).delete()
session.query(Book).delete()
session.query(Author).delete()
session.commit()

authors = [Author(fake.name()) for i in range(3)]
session.add_all(authors)
for n in range(5):
    session.add(Book(title=f'Book {n}', isbn=f'978-{n}', copies=randint(1, 3), authors=[choice(authors)]))
session.commit()
print('Done!')
