"""Explanations of well-known errors: a rule is an exception's class and words, and the next step. Pure.

Where a rule stands follows from who raises the error: ``sqlalchemy``, ``postgres`` (through a driver) or ``python``.
Before these are asked ``at_import`` (the module is still being imported) and ``old_releases`` (SQLAlchemy 1 took it);
``missing_imports`` is about names that are not there, ``limits`` about what an exercise allows. ``explain`` goes
through the tables in order.
"""
