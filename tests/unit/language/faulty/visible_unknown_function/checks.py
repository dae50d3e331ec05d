def check_odd(run):
    yield run.finding("even")
