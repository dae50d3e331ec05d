"""Where handed-in files come from: a folder, a zip or a tar. Each lists what it holds, and writes out what is asked for.

An archive is hostile until it is read. What is wrong with one of its members is told of that member, and costs no other.
"""
