"""The story of many submissions: items are graded by an executor, kept in a store, and told to listeners.

Whoever wants to do something with grades as they come (show progress, write a page, answer a request) is a listener;
whoever wants to grade elsewhere is an executor. ``grading`` knows of none of them.
"""
