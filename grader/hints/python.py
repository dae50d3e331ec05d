"""What Python itself raises, whatever the library."""

from __future__ import annotations

from grader.hints.rule import HintRule, Module

RULES = (
    HintRule(
        "AttributeError",
        "'NoneType' object has no attribute",
        "None has no attributes. get() and first() give None where there is no row, and so does a function without"
        " return: check for it first.",
        "session.get(User, 1).name",
    ),
    HintRule(
        "AttributeError",
        "'(?P<type>int|str)' object has no attribute",
        "This is of type {type}, not an object of a model. Is it an id, or a name? A query or session.get(Model, id) gives"
        " the object.",
        """
        user = 1
        user.name
        """,
        others=('"Ada".messages',),
    ),
    HintRule(
        "AttributeError",
        "'coroutine' object has no attribute",
        "An async function gives nothing until it is awaited: (await session.scalars(...)).all(), with brackets around"
        " what is awaited.",
        """
        async def find():
            return []
        find().append(1)
        """,
    ),
    HintRule(
        "TypeError",
        r"object \w+ can't be used in 'await' expression",
        "Leave out `await`: what stands behind it has been done already. A Session is synchronous; only an AsyncSession"
        " is awaited.",
        """
        async def store():
            await session.commit()
        import asyncio
        asyncio.run(store())
        """,
    ),
    HintRule(
        "RuntimeError",
        "Working outside of application context",
        "Flask needs an application here. Make one at module level (app = Flask(__name__)), or in a function create_app()"
        " that can be called without arguments, and give it to db: SQLAlchemy(app), or db.init_app(app).",
        """
        from flask import current_app
        current_app.name
        """,
    ),
    HintRule(
        "EOFError",
        "",
        "input() cannot be used here: nobody is at the keyboard. Take values as parameters instead.",
        'input("Name: ")',
    ),
    HintRule(
        "BdbQuit",
        "",
        "A debugger waits here, and nobody is there: remove breakpoint() or set_trace().",
        "breakpoint()",
    ),
    HintRule(
        "SystemExit",
        "",
        "sys.exit() or exit() ends the program, and with it the grading. Return instead, or raise an error.",
        "sys.exit()",
    ),
    HintRule(
        "KeyboardInterrupt",
        "",
        "The program interrupts itself.",
        "raise KeyboardInterrupt",
    ),
    HintRule(
        "NotImplementedError",
        "",
        "This part is not written yet.",
        "raise NotImplementedError",
    ),
    HintRule(
        "SyntaxError",
        "",
        "This line is a mark of Git's: two versions were merged and nobody has chosen. Keep the lines of one version,"
        " and delete those that begin with <<<<<<<, ======= and >>>>>>>.",
        Module("name = 'Ada'\n<<<<<<< HEAD\nname = 'Bob'\n=======\nname = 'Cy'\n>>>>>>> feature\n"),
        others=(Module("name = 'Bob'\n=======\nname = 'Cy'\n"), Module(">>>>>>> feature\n")),
        line=r"^(<{7}|={7}|>{7})",
    ),
    HintRule(
        "SyntaxError",
        "'await' outside (async )?function",
        "Leave out `await`: only an async function awaits, and a plain Session never needs it.",
        'exec("await session.commit()")',
        others=(Module("def store(session):\n    await session.commit()\n"),),
    ),
    HintRule(
        "SyntaxError",
        "",
        "Python cannot read the file. Look at the line, and at the one before it.",
        'exec("if name = 1:")',
        others=('exec("if name:\\nprint(name)")',),
    ),
    HintRule(
        "MemoryError",
        "",
        "The program wants more memory than it may have: is something loaded or built without end?",
        "bytearray(2**40)",
    ),
    HintRule(
        "RecursionError",
        "",
        "A function calls itself without end.",
        """
        def count():
            return count()
        count()
        """,
    ),
)
