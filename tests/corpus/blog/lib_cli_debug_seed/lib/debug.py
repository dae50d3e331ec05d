#!/usr/bin/env python3

from db.models import Session, Author, Post, Comment

session = Session()

import ipdb; ipdb.set_trace()
