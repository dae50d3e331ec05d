def check_even(run):
    yield run.finding("odd")
