def check_in_python(run):
    if len(run.rows("Author")) < 4:
        yield run.finding("Authors are missing.")
