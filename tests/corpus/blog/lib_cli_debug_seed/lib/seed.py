#!/usr/bin/env python3
from faker import Faker
import random

from db.models import Session, Author, Post, Comment

fake = Faker()
session = Session()

session.query(Comment).delete()
session.query(Post).delete()
session.query(Author).delete()
session.commit()

print('Seeding authors...')
authors = [Author(name=fake.name(), email=fake.unique.email()) for i in range(20)]
session.add_all(authors)
session.commit()

for author in authors:
    for i in range(random.randint(0, 4)):
        session.add(Post(title=fake.sentence(), content=fake.paragraph(), author=author))
session.commit()
session.close()
