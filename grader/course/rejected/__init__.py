"""Rejected solutions of an exercise: files of their own, and entries of ``rejected.yaml``."""
