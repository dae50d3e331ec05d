"""Carries out the acts of one run, and observes: value, exception, statements, time. Never compares."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import inspect as inspect_mapped
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.associationproxy import _AssociationDict, _AssociationList, _AssociationSet
from sqlalchemy.orm import DynamicMapped, Query, WriteOnlyMapped  # noqa: F401
from sqlalchemy.orm.collections import collection_adapter
from sqlalchemy.orm.writeonly import WriteOnlyCollection
from sqlalchemy.util import IdentitySet

from grader.worker import engines, protocol
from grader.worker.acting import arguments
from grader.worker.acting.calling import Caller, find_kinds, takes
from grader.worker.acting.context_managers import Entered
from grader.worker.acting.loop import Loop
from grader.worker.acting.requests import Browser
from grader.worker.acting.sessions import Sessions, Source, Use
from grader.worker.acting.threads import in_threads
from grader.worker.exceptions import describe_exception, list_bases, read_name
from grader.worker.observing.describing import describe
from grader.worker.observing.statements import recorder
from grader.worker.problem import Problem
from grader.worker.protocol import Finished, Loaded, Observation, Ref
from grader.worker.submission import lookup
from grader.worker.submission.applications import Applications
from grader.worker.submission.loading import Submission

_MAX_READ = 10_000
_SESSION = "session"
_CALLING = (protocol.Call, protocol.Enter, protocol.Leave, protocol.Ask)
"""Acts that run what the submission wrote as its own program would."""


class RunOfActs:
    def __init__(self, submission: Submission, applications: Applications) -> None:
        self._submission = submission
        self._applications = applications
        self._loop = Loop()
        self._sessions = Sessions(submission, self._loop)
        self._caller = Caller(self._sessions.provide, self._loop)
        self._is_prepared = False
        self._kept: dict[str, Any] = {}
        self._own_names: dict[tuple[str, str], str] = {}
        self._entered = Entered(self._loop)
        self._browser: Browser | None = None
        self._acts: dict[type, Callable[[Any], Any]] = {
            protocol.Call: self._call,
            protocol.Enter: self._enter,
            protocol.Leave: self._leave,
            protocol.New: self._new,
            protocol.Read: self._read,
            protocol.Ask: self._ask,
            protocol.Set: self._set,
            protocol.Add: self._add,
            protocol.Delete: self._delete,
            protocol.Append: self._append,
            protocol.Remove: self._remove,
            protocol.Transact: self._transact,
        }

    def load(self, request: protocol.Load) -> Loaded:
        missing: list[str] = []
        self._own_names |= {(name.model, name.asked): name.own for name in request.names}
        try:
            uses = [self._read_use(self._found(callee), callee) for callee in request.calls]
            if not self._is_prepared:
                self._is_prepared = True
                self._sessions.prepare(uses)
                self._sessions.warm(uses)
            for row in request.rows:
                takers = [
                    use for use, callee in zip(uses, request.calls, strict=True) if row.name in callee.rows
                ]
                if not self._load_row(row, self._sessions.find_for_rows(takers)):
                    missing.append(row.name)
            self._sessions.settle()
        except Problem as problem:
            return Loaded(None, tuple(missing), str(problem))
        except BaseException as error:
            return Loaded(describe_exception(error, self._submission.places), tuple(missing))
        return Loaded(None, tuple(missing))

    def do(self, act: protocol.Act) -> Observation:
        value, raised, problem = None, None, None
        recorder.start()
        started = time.perf_counter()
        try:
            value = self._carry_out(act)
            keep = getattr(act, "keep", None)
            if keep is not None:
                self._kept[keep] = value
            if isinstance(act, protocol.Ask):  # its headers change with every run
                value = {name: told for name, told in value.items() if name != "headers"}
        except Problem as error:
            problem = str(error)
        except BaseException as error:
            raised = describe_exception(error, self._submission.places)
        seconds = time.perf_counter() - started
        statements, more = recorder.stop()
        return Observation(describe(value), raised, problem, statements, seconds, more)

    def _carry_out(self, act: protocol.Act) -> Any:
        """What the exercise does by itself may await a session's work; the submission awaits that where it says so."""
        if type(act) not in _CALLING and self._sessions.is_async():
            return self._loop.call(lambda: self._acts[type(act)](act))
        return self._acts[type(act)](act)

    def finish(self) -> Finished:
        try:
            browser, self._browser = self._browser, None
            if browser is not None:
                browser.close()
            self._sessions.finish()
        except BaseException as error:
            return Finished(describe_exception(error, self._submission.places))
        return Finished(None, engines.checked_out())

    def close(self) -> None:
        """After the end: nothing runs any more."""
        self._loop.close()

    def _found(self, callee: protocol.Callee) -> Any:
        """A function to be called. One that is not there is told when it is called."""
        try:
            if callee.owner is None:
                return lookup.find_function(self._submission, callee.name)
            return lookup.find_method(lookup.find_model(self._submission, callee.owner), callee.name)
        except Problem:
            return None

    def _read_use(self, function: Any, call: protocol.Callee | protocol.Call | protocol.Enter) -> Use:
        """What a call uses of sessions; nothing for what is not there."""
        if function is None:
            return Use()
        names = [argument if isinstance(argument, str) else argument.name for argument in call.arguments]
        return self._sessions.read_use(_plain(function), find_kinds(function, names, call.session_at))

    def _load_row(self, row: protocol.RowToLoad, source: Source) -> bool:
        model = lookup.find_model(self._submission, row.model)
        key = tuple(arguments.from_value(part) for part in row.key)

        def get() -> Any:
            session = source.session()
            with session.no_autoflush:  # of a run that goes on
                return session.get(model, key[0] if len(key) == 1 else key)

        found = self._loop.call(get) if source.is_async else get()
        self._kept[row.name] = found
        return found is not None

    # ---- acts -----------------------------------------------------------------------------------

    def _call(self, act: protocol.Call) -> Any:
        if act.owner is None:
            return self._call_function(act)
        is_kept = act.owner in self._kept
        owner = self._kept[act.owner] if is_kept else lookup.find_model(self._submission, act.owner)
        name = self._own_name(owner, act.name)
        method = lookup.find_method(owner if isinstance(owner, type) else type(owner), name)
        given = self._given(act, method)
        self._follow(act, method, [owner, *(value for _, value in given)])
        return self._caller_with(act.session).call_attribute(owner, name, given, act.session_at)

    def _call_function(self, act: protocol.Call | protocol.Enter) -> Any:
        function = lookup.find_function(self._submission, act.name)
        given = self._given(act, function)
        self._follow(act, function, [value for _, value in given])
        caller = self._caller_with(act.session)
        if isinstance(act, protocol.Call) and act.threads:
            return in_threads(act.threads, lambda: caller.call(function, act.name, given, act.session_at))
        return caller.call(function, act.name, given, act.session_at)

    def _follow(self, act: protocol.Call | protocol.Enter, function: Any, values: list[Any]) -> None:
        """The session of the acts to come is that of this call, unless the act says which the call gets."""
        if act.session is None:
            self._sessions.follow(
                self._read_use(function, act), [v for value in values for v in _each(value)]
            )

    def _given(self, act: protocol.Call | protocol.Enter, function: Any) -> list[tuple[str, Any]]:
        """By the names that the function has for them, where it has one of those that the exercise takes."""
        return [(_find_name(function, named), self._value(named.value)) for named in act.arguments]

    def _caller_with(self, session: Ref | None) -> Caller:
        """One that gives ``session`` in place of the run's."""
        if session is None:
            return self._caller
        given, provide = self._ref(session), self._sessions.provide
        return Caller(lambda kind: given if kind.endswith(_SESSION) else provide(kind), self._loop)

    def _enter(self, act: protocol.Enter) -> Any:
        return self._entered.enter(self._call_function(act), act.name, act.keep)

    def _leave(self, act: protocol.Leave) -> None:
        self._entered.leave(act.name, act.raising)

    def _new(self, act: protocol.New) -> Any:
        model = lookup.find_model(self._submission, act.model)
        given = self._values(act.arguments)
        if not lookup.is_mapped(model):
            return self._caller.call(model, act.model, list(given.items()))
        attributes = self._values(act.attributes)
        taken = {name: value for name, value in attributes.items() if takes(model, name)}
        made = model(**given, **taken)
        for name, value in attributes.items():
            if name not in taken:
                setattr(made, name, value)
        for name, value in self._values(act.fill).items():
            if getattr(made, name) is None:
                setattr(made, name, value)
        return made

    def _values(self, arguments: tuple[protocol.Named, ...]) -> dict[str, Any]:
        return {argument.name: self._value(argument.value) for argument in arguments}

    def _read(self, act: protocol.Read) -> Any:
        return self._ref(act.target)

    def _ask(self, act: protocol.Ask) -> Any:
        if self._browser is None:
            self._browser = Browser(self._applications.find(), self._loop)
        return self._browser.ask(act, self._value)

    def _set(self, act: protocol.Set) -> None:
        owner, name = self._owner(act.target)
        name = self._own_name(owner, name)
        if not lookup.has_attribute(owner, name):
            raise lookup.no_attribute(owner, name)
        setattr(owner, name, self._value(act.value))

    def _add(self, act: protocol.Add) -> None:
        session = self._sessions.current().session()
        for item in _each(self._ref(act.target)):
            session.add(item)

    def _delete(self, act: protocol.Delete) -> None:
        session = self._sessions.current().session()
        for item in _each(self._ref(act.target)):
            session.delete(item)

    def _append(self, act: protocol.Append) -> None:
        collection, value = self._collection(act.target), self._ref(act.value)
        method = getattr(collection, "append", None) or getattr(collection, "add", None)
        if method is None:
            collection_adapter(collection).append_with_event(value)
        else:
            method(value)

    def _remove(self, act: protocol.Remove) -> None:
        collection, value = self._collection(act.target), self._ref(act.value)
        if isinstance(collection, dict):
            collection_adapter(collection).remove_with_event(value)
        else:
            collection.remove(value)

    def _transact(self, act: protocol.Transact) -> None:
        source = self._sessions.current()
        session = source.session()
        verbs = {
            "flush": session.flush,
            "commit": session.commit,
            "rollback": session.rollback,
            "close": session.close,
            "expire": session.expire_all,
            "new session": source.renew,
        }
        if act.verb not in verbs:
            raise protocol.ProtocolError(f"no verb {act.verb}")
        verbs[act.verb]()

    # ---- what acts name -------------------------------------------------------------------------

    def _value(self, argument: protocol.Argument) -> Any:
        return arguments.resolve_value(argument, self._ref)

    def _ref(self, ref: Ref) -> Any:
        if ref.name == _SESSION:
            value = self._sessions.current().session()
        elif ref.name in self._kept:
            value = self._kept[ref.name]
        else:
            raise Problem(f"There is nothing kept as {ref.name}: the act that makes it did not succeed.")
        for name in ref.path:
            value = self._attribute(value, name)
        return value

    def _owner(self, target: Ref) -> tuple[Any, str]:
        if not target.path:
            raise protocol.ProtocolError("no attribute to set")
        return self._ref(Ref(target.name, target.path[:-1])), target.path[-1]

    def _collection(self, target: Ref) -> Any:
        owner, name = self._owner(target)
        collection = self._plain_attribute(owner, name)
        if not any(hasattr(collection, method) for method in ("append", "add", "_sa_adapter")):
            raise Problem(f"{'.'.join((target.name, *target.path))} is not a collection.")
        return collection

    def _attribute(self, value: Any, name: str) -> Any:
        """An attribute, of each element in a collection; a method is called, a lazy collection is run; of a dictionary
        the value of that key."""
        if isinstance(value, (dict, RowMapping)) and name in value:
            return value[name]
        if isinstance(value, (list, tuple, set, frozenset)) and not lookup.has_attribute(value, name):
            return [self._attribute(item, name) for item in list(value)[:_MAX_READ]]
        return self._materialised(self._plain_attribute(value, name))

    def _plain_attribute(self, value: Any, name: str) -> Any:
        if type(value) is dict:
            raise Problem(f"There is no {name} in it: {', '.join(map(str, value)) or 'it is empty'}.")
        return self._caller.call_attribute(value, self._own_name(value, name), [])

    def _own_name(self, value: Any, name: str) -> str:
        """Under which a class, or an object of it, has what acts name."""
        if not self._own_names:
            return name
        classes = list_bases(value if issubclass(type(value), type) else type(value))
        found = (self._own_names.get((read_name(cls), name)) for cls in classes)
        return next(filter(None, found), name)

    def _materialised(self, value: Any) -> Any:
        """What the mapper gives in place of a plain collection, as the one that reading it means."""
        if isinstance(value, WriteOnlyCollection):
            return list(self._sessions.current().session().scalars(value.select()))
        if isinstance(value, (Query, _AssociationList)):
            return list(value)
        if isinstance(value, _AssociationSet):
            return set(value)
        if isinstance(value, IdentitySet):  # what a session holds, in an order that is no accident
            return sorted(value, key=_identity)
        return dict(value) if isinstance(value, _AssociationDict) else value


def _find_name(function: Any, named: protocol.Named) -> str:
    """Of a parameter."""
    if not named.also or takes(function, named.name):
        return named.name
    return next((name for name in named.also if takes(function, name)), named.name)


def _plain(function: Any) -> list[Any]:
    """A function; of a method that an object is made for, the constructor too."""
    if type(function) is not lookup.Method:
        return [function]
    return [function.unbound, inspect.getattr_static(function.owner, "__init__", None)]


def _identity(value: Any) -> tuple[str, str]:
    key = inspect_mapped(value).identity
    return read_name(type(value)), str(key or "")


def _each(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple, set)) else [value]
