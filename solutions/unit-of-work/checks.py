def check_another_row(run):
    first = run.data["first"]
    run.do({"call": "add_user", "with": {"name": first["name"], "email": first["email"]}, "as": "user"})
    run.do({"call": "save"})
    before = run.do({"read": "$user.id"})
    answer = run.do({"call": "replace_user", "with": {"user": "$user", "name": "$heir.name"}})
    if answer.raised or answer.problem:
        told = answer.problem or f"replace_user raised {answer.raised.type}."
        yield run.finding(told, expected="another user")
    elif before.value in [row["id"] for row in run.rows("User")]:
        yield run.finding(
            "The row of the first user is still there, with other values.",
            expected=f"no row with the id {before.shown}",
            actual=answer.shown,
        )
