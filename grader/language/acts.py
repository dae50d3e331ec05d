"""Acts: the steps of a scenario."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Union

from pydantic import Discriminator, Field, StringConstraints, Tag

from grader.language.parts import NOT_EMPTY, ONE_OR_MORE, REQUEST, Name, Part, UrlPath, first_key, word

MAYBE = "maybe"
"""In place of the name of an error: one may come, of any kind, and need not."""


class Act(Part):
    """One step of a scenario."""

    raises: Annotated[
        tuple[Name, ...],
        *ONE_OR_MORE,
        NOT_EMPTY,
        Field(
            description="the error that must come of it, or several of which one must; `maybe`: any may come, and"
            " need not. The steps go on"
        ),
    ] = ()

    @property
    def keeps(self) -> str | None:
        """The name under which the result is kept."""
        return None

    @property
    def may_raise(self) -> bool:
        """Whether the acts after it are carried out also when it raises."""
        return bool(self.raises)

    @property
    def must_raise(self) -> tuple[str, ...]:
        """The errors of which one must come."""
        return () if MAYBE in self.raises else self.raises


class Result(Act):
    """A step that has a result: to be kept, and to be compared."""

    keep_as: Annotated[Name | None, Field(alias="as", description="a name for the result")] = None
    returns: Annotated[Any, Field(description="the expected result")] = Field(default=None)
    in_order: Annotated[bool, Field(description="lists in the result must have this order")] = False
    repeats: Annotated[
        Literal["allowed"] | None,
        Field(description="lists in the result may hold the same item several times"),
    ] = None

    @property
    def keeps(self) -> str | None:
        return self.keep_as

    @property
    def states_result(self) -> bool:
        return "returns" in self.model_fields_set


class Call(Result):
    """Call something, and look at what comes back."""

    call: Annotated[str, Field(description="a function, `Author.class_method` or `$row.method`")]
    arguments: Annotated[
        dict[str, Any], Field(alias="with", description="every parameter but the session, by name")
    ] = {}
    threads: Annotated[
        int | None, Field(description="in so many other threads at once; the result is a list", ge=1, le=16)
    ] = None
    different: Annotated[bool, Field(description="each thread must give an object of its own")] = False


class Enter(Act):
    """Enter what a function gives, as `with` does."""

    enter: Annotated[str, Field(description="such as `get_session`")]
    arguments: Annotated[
        dict[str, Any], Field(alias="with", description="every parameter but the session, by name")
    ] = {}
    keep_as: Annotated[Name, Field(alias="as", description="a name for what is given inside")]

    @property
    def keeps(self) -> str:
        return self.keep_as


class Leave(Act):
    """Leave what was entered, at the end of the block or with an error that is raised in it."""

    leave: Annotated[str, Field(description="what was entered, such as `$s`")]
    raising: Annotated[Name | None, Field(description="an error of Python, raised inside")] = None


class New(Act):
    """Construct an object of a model, without adding it to a session."""

    new: Annotated[Name, Field(description="a model")]
    arguments: Annotated[dict[str, Any], Field(alias="with", description="values of its attributes")] = {}
    keep_as: Annotated[Name | None, Field(alias="as", description="a name for the object")] = None

    @property
    def keeps(self) -> str | None:
        return self.keep_as


class Read(Result):
    """Read a path; through a list it reads on in every element. `$session.new`, `$session.dirty` and
    `$session.deleted` are what the session holds before a flush."""

    read: Annotated[str, Field(description="such as `$post.comments`")]


class Request(Result):
    """Ask the module's ASGI or WSGI application; the result is a mapping of `status`, and `json` or `text`. Cookies go
    with the next requests."""

    request: Annotated[
        str, StringConstraints(pattern=REQUEST), Field(description="such as `GET /users/{ada.id}`")
    ]
    query: Annotated[dict[str, Any], Field(description="what stands behind the `?`, by name")] = {}
    headers: Annotated[
        dict[str, str], Field(description="by name; values may stand in them: `Bearer {login.json.token}`")
    ] = {}
    body: Annotated[Any, Field(alias="json", description="the body")] = None
    form: Annotated[
        dict[str, Any] | None, Field(description="the fields of a form, in place of `json:`, by name")
    ] = None
    follow: Annotated[bool, Field(description="`false`: a redirect itself is the answer")] = True
    also_called: Annotated[
        tuple[UrlPath, ...],
        *ONE_OR_MORE,
        Field(description="other paths that are taken where the application has no route for this one"),
    ] = ()


class Set(Act):
    """Set an attribute."""

    set: Annotated[str, Field(description="such as `$author.name`")]
    to: Annotated[Any, Field(description="the value")] = None


class Add(Act):
    """Add an object to the session."""

    add: Annotated[str, Field(description="the object, such as `$frank`")]


class Delete(Act):
    """Delete an object through the session."""

    delete: Annotated[str, Field(description="the object")]


class Append(Act):
    """Append an object to a collection."""

    append: Annotated[str, Field(description="the object")]
    to: Annotated[str, Field(description="the collection, such as `$dune.authors`")]


class Remove(Act):
    """Remove an object from a collection."""

    remove: Annotated[str, Field(description="the object")]
    source: Annotated[str, Field(alias="from", description="the collection")]


NoValue = Annotated[Literal[True] | None, Field(description="nothing, or `true`")]


class Transact(Act):
    """Something that is done with the session."""

    verb: ClassVar[str]


class Flush(Transact):
    """Flush the session. The word alone is enough, as in `- flush`."""

    verb = "flush"

    flush: NoValue = None


class Commit(Transact):
    """Commit the session. The word alone is enough, as in `- commit`."""

    verb = "commit"

    commit: NoValue = None


class Rollback(Transact):
    """Roll the session back. The word alone is enough, as in `- rollback`."""

    verb = "rollback"

    rollback: NoValue = None


class Close(Transact):
    """Close the session. The word alone is enough, as in `- close`."""

    verb = "close"

    close: NoValue = None


class Expire(Transact):
    """Expire all that the session has loaded. The word alone is enough, as in `- expire`."""

    verb = "expire"

    expire: NoValue = None


class NewSession(Transact):
    """Go on with another session. The words alone are enough, as in `- new session`."""

    verb = "new session"

    new_session: Annotated[NoValue, Field(alias="new session")] = None


ACTS: Mapping[str, type[Act]] = {
    "call": Call,
    "enter": Enter,
    "leave": Leave,
    "new": New,
    "read": Read,
    "request": Request,
    "set": Set,
    "add": Add,
    "delete": Delete,
    "append": Append,
    "remove": Remove,
}


TRANSACT: Mapping[str, type[Transact]] = {
    kind.verb: kind for kind in (Flush, Commit, Rollback, Close, Expire, NewSession)
}
"""Acts that may be written as a word."""


def _kind_of_act(value: object) -> str | None:
    if isinstance(value, str):
        return f"act:{value}" if value in TRANSACT else None
    return first_key(value, (*ACTS, *TRANSACT), "act")


AnyAct: Any = Annotated[
    Union[
        *(Annotated[act, Tag(f"act:{key}")] for key, act in ACTS.items()),
        *(Annotated[act, *word(key), Tag(f"act:{key}")] for key, act in TRANSACT.items()),
    ],
    Discriminator(
        _kind_of_act,
        custom_error_type="no_act",
        custom_error_message=f"this is no act; an act is one of {', '.join((*ACTS, *TRANSACT))}",
        custom_error_context={"known": ",".join((*ACTS, *TRANSACT))},
    ),
]
