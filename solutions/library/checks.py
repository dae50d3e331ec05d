def check_every_copy(run):
    book = run.data["many"]
    lend = {"call": "borrow", "with": {"book_id": "$many.id", "reader": "Iris"}}
    for number in range(1, book["copies"] + 1):
        answer = run.do(lend)
        if answer.raised:
            yield run.finding(
                f"borrow raised {answer.raised.type} though a copy was there.",
                expected=f"loan {number} of {book['copies']}",
            )
            return
    answer = run.do(lend)
    if not answer.raised:
        yield run.finding("borrow lent a copy that does not exist.", expected="ValueError", actual=answer.shown)
    elif answer.raised.type != "ValueError":
        yield run.finding("borrow raised another error.", expected="ValueError", actual=answer.raised.type)
    stored = [row for row in run.rows("Loan") if row["book_id"] == book["id"]]
    if len(stored) != book["copies"]:
        yield run.finding(
            "The number of stored loans is wrong.",
            expected=f"{book['copies']} loans",
            actual=f"{len(stored)} loans",
        )
