def check_the_shelf(run):
    if len(run.rows("Book")) < 2:
        yield run.finding("Books are missing.")
