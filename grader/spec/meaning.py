"""What the language alone cannot tell: names that nothing bears, references to rows that are not there,
expectations that need something else. Every fault goes to ``report`` with its path in the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader.spec import language, shapes, values
from grader.spec.faults import shown, unknown
from grader.spec.language import (
    Act,
    Add,
    Append,
    Call,
    Check,
    ColumnsCheck,
    DefaultCheck,
    Delete,
    Expect,
    Function,
    Model,
    New,
    PythonCheck,
    Read,
    Reference,
    Relationship,
    RelationshipCheck,
    Remove,
    RowItems,
    ScenarioCheck,
    reference,
    references,
)
from grader.spec.links import Holder, NoLinkError, link
from grader.spec.marked import Path
from grader.spec.rows import Count, Group, parse

Report = Callable[[Path, str], None]
SESSION = "session"
"""The parameter that the grader fills by the session rule."""


@dataclass(frozen=True)
class Names:
    """What the documents define, also where a definition itself is faulty: no fault is told twice."""

    models: Mapping[str, Model]
    functions: Mapping[str, Function]
    data: Mapping[str, RowItems]
    checks: Sequence[str]


def check_models(models: Mapping[str, Model], report: Report) -> None:
    """Keys, foreign keys and relationships that lead somewhere."""
    for name, model in models.items():
        at: Path = ("models", name)
        if not model.primary_key:
            report((*at, "columns"), f"`{name}` needs a column with `primary_key: true`")
        for column, facts in model.columns.items():
            if facts.foreign_key:
                _check_column_name(facts.foreign_key, models, (*at, "columns", column, "foreign_key"), report)
        for attribute, relationship in model.relationships.items():
            _check_relationship(
                name, attribute, relationship, models, (*at, "relationships", attribute), report
            )


def _check_column_name(dotted: str, models: Mapping[str, Model], path: Path, report: Report) -> None:
    model, column = dotted.split(".")
    if model not in models:
        report(path, unknown("model", model, models))
    elif column not in models[model].columns:
        report(path, unknown("column", column, models[model].columns, f"of `{model}`"))


def _check_relationship(
    model: str, name: str, relationship: Relationship, models: Mapping[str, Model], path: Path, report: Report
) -> None:
    if bool(relationship.one) == bool(relationship.many):
        report(path, "a relationship has either `one:` or `many:`, with the model on the other side")
    elif relationship.target not in models:
        report((*path, "one" if relationship.one else "many"), unknown("model", relationship.target, models))
    else:
        if relationship.inverse and relationship.inverse not in models[relationship.target].relationships:
            theirs = models[relationship.target].relationships
            report(
                (*path, "inverse"),
                unknown("relationship", relationship.inverse, theirs, f"of `{relationship.target}`"),
            )
        known = [*models[model].columns, *models[relationship.target].columns]
        if relationship.via and relationship.via not in known:
            where = f"of `{model}` or `{relationship.target}`"
            report((*path, "via"), unknown("column", relationship.via, dict.fromkeys(known), where))
            return
        try:
            link(models, model, name)
        except NoLinkError as error:
            report(path, str(error))
        except KeyError:
            return  # a faulty model, told elsewhere


def check_functions(functions: Mapping[str, Function], models: Mapping[str, Model], report: Report) -> None:
    """Owners that are models, and shapes that can be read."""
    for name, function in functions.items():
        at: Path = ("functions", name)
        owner = name.rpartition(".")[0]
        if owner and owner not in models:
            report(at, unknown("model", owner, models))
        if owner and function.kind in (None, "function"):
            report(at, "a dotted name needs `kind:`: method, class method or property")
        if not owner and function.kind not in (None, "function"):
            report(at, f"a {function.kind} is named with its model, such as `Author.{name}`")
        if function.returns:
            try:
                shapes.parse(function.returns, models)
            except shapes.NoShapeError as error:
                report((*at, "returns"), str(error))


def check_data(data: Mapping[str, RowItems], names: Names, report: Report) -> None:
    for name, items in data.items():
        _Rows(names.models, report).check(items, ("data", name))


def check_checks(
    checks: Sequence[Check], names: Names, hidden: bool, places: Sequence[int], report: Report
) -> None:
    """Every check by itself. ``places``: where in the document each stands."""
    for check, place in zip(checks, places, strict=True):
        _Check(check, names, hidden, ("checks", place), report).check()


def check_requirements(
    checks: Sequence[Check], places: Sequence[int], earlier: set[str], names: Names, report: Report
) -> None:
    """Ids that are there once, and requirements that stand before. ``earlier`` grows by the ids seen."""
    for check, place in zip(checks, places, strict=True):
        at: Path = ("checks", place)
        if check.id in earlier:
            report((*at, "id"), f"there are two checks `{check.id}`")
        for required in check.requires:
            if required == check.id:
                report((*at, "requires"), f"`{check.id}` cannot require itself")
            elif required not in names.checks:
                report((*at, "requires"), unknown("check", required, names.checks))
            elif required not in earlier:
                report(
                    (*at, "requires"),
                    f"`{required}` does not stand before `{check.id}`; a check requires earlier ones",
                )
        earlier.add(check.id)


def check_functions_of_checks(
    checks: Sequence[Check], places: Sequence[int], functions: frozenset[str] | None, report: Report
) -> None:
    """Python checks name functions that are there. ``functions``: those of ``checks.py``; None without it."""
    for check, place in zip(checks, places, strict=True):
        if isinstance(check, PythonCheck) and check.python not in (functions or ()):
            missing = "there is no checks.py beside this file"
            message = (
                missing if functions is None else unknown("function", check.python, functions, "of checks.py")
            )
            report(("checks", place, "python"), message)


class _Rows:
    """Checks a list of rows and knows afterwards which names it gave."""

    def __init__(
        self, models: Mapping[str, Model], report: Report, before: Mapping[str, str] | None = None
    ) -> None:
        """``before``: rows of other lists that may be referred to, with their models."""
        self._models, self._report = models, report
        self._before = dict(before or {})
        self.given: dict[str, str] = {}  # row → model
        self.uses_size = False

    @property
    def names(self) -> Mapping[str, str]:
        """Every row that may be referred to."""
        return {**self._before, **self.given}

    def check(self, items: RowItems, path: Path) -> None:
        for group in parse(items, self._models, path, self._report):
            self._check_group(group, frozenset(), single=True)

    def _check_group(self, group: Group, given: frozenset[str], single: bool) -> None:
        """``single``: whether all that it hangs on is one row each."""
        path = group.path
        single = single and group.count == Count()
        self.uses_size |= group.count.size
        given = given | self._parents(group) | group.values.keys()
        for name, column in self._models[group.model].columns.items():
            if column.foreign_key and column.nullable is not True and name not in given:
                self._report(
                    path,
                    f"a row of `{group.model}` has no `{name}`: let it hang on its parent"
                    f" (a row of `{column.foreign_key.split('.')[0]}`), or give `{name}:`",
                )
        for name, value in group.values.items():
            self._check_value(group.model, name, value, (*path, name))
            column = self._models[group.model].columns[name]
            if (column.unique or column.primary_key) and not single:
                self._report((*path, name), f"`{name}` is unique, and several rows would have this value")
        if group.name:
            if group.name in self.given:
                self._report(path, f"two rows are named `{group.name}`")
            self.given[group.name] = group.model
        for children in group.children:
            at = (*path, children.relationship)
            self._check_children(group, children.relationship, children.named, at)
            found = link(self._models, group.model, children.relationship)
            for child in children.groups:
                if child.name and not single:
                    self._report(
                        child.path,
                        f"`{child.name}` would be the name of several rows: it hangs on several parents",
                    )
                self._check_group(child, frozenset({found.column}), single)

    def _parents(self, group: Group) -> frozenset[str]:
        held = (link(self._models, group.model, c.relationship) for c in group.children if c.named)
        return frozenset(found.column for found in held if found.holder is Holder.SELF)

    def _check_children(self, group: Group, name: str, named: Sequence[Reference], path: Path) -> None:
        found = link(self._models, group.model, name)
        if named and found.holder is Holder.TARGET:
            self._report(path, f"`{name}` holds new rows; set the key in the row that holds it instead")
        target = self._models[group.model].relationships[name].target
        for ref in named:
            if ref.path:
                self._report(path, f"`{ref}` is a value; `{name}` needs a row such as `${ref.name}`")
            elif self.names.get(ref.name) != target:
                rows = [row for row, model in self.names.items() if model == target]
                self._report(path, unknown("row", ref.name, rows, f"of `{target}` before this one"))

    def _check_value(self, model: str, name: str, value: Any, path: Path) -> None:
        column = self._models[model].columns[name]
        if reference(value) is None and not values.fits(value, column):
            self._report(path, f"{values.asked(column)} is expected in `{model}.{name}`, not {shown(value)}")
        for ref in references(value):
            if ref.name not in self.names:
                self._report(path, unknown("row", ref.name, self.names, "before this one"))
            elif len(ref.path) != 1 or ref.path[0] not in self._models[self.names[ref.name]].columns:
                self._report(path, f"`{ref}` must be a column of a row, such as `${ref.name}.id`")


def _draft(ref: Reference) -> str:
    return f"`${ref.name}` is a draft and not stored: make it with `new:`, or lay it under `data:`"


@dataclass
class _Check:
    """Checks one check. ``kept``: results of acts so far."""

    spec: Check
    names: Names
    hidden: bool
    path: Path
    report: Report
    stored: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    def check(self) -> None:
        match self.spec:
            case ColumnsCheck():
                self._columns(self.spec.columns, "columns")
            case DefaultCheck():
                self._columns(self.spec.default, "default")
                self._defaults(self.spec)
            case RelationshipCheck():
                self._relationship(self.spec)
            case ScenarioCheck():
                self._scenario(self.spec)
            case PythonCheck():
                self._data(self.spec)
                if not self.hidden:
                    self.report(
                        (*self.path, "python"), "a check in Python is a hidden check: move it to hidden.yaml"
                    )

    def _columns(self, names: Sequence[str], key: str) -> None:
        for name in names:
            if "." in name:
                _check_column_name(name, self.names.models, (*self.path, key), self.report)
            elif name not in self.names.models:
                self.report((*self.path, key), unknown("model", name, self.names.models))

    def _defaults(self, spec: DefaultCheck) -> None:
        for name in spec.default:
            model, column = name.split(".")
            found = self.names.models.get(model)
            if found and column in found.columns and found.columns[column].default is None:
                self.report((*self.path, "default"), f"the column `{name}` states no `default:`")

    def _relationship(self, spec: RelationshipCheck) -> None:
        model, name = spec.relationship.split(".")
        at = (*self.path, "relationship")
        if model not in self.names.models:
            self.report(at, unknown("model", model, self.names.models))
        elif name not in self.names.models[model].relationships:
            self.report(
                at, unknown("relationship", name, self.names.models[model].relationships, f"of `{model}`")
            )

    def _scenario(self, spec: ScenarioCheck) -> None:
        self._data(spec)
        expects = spec.expect != Expect()
        for i, act in enumerate(spec.do):
            if isinstance(act, Act):
                self._act(act, (*self.path, "do", i))
                expects |= act.raises is not None or (isinstance(act, (Call, Read)) and act.states_result)
        if not expects:
            self.report(
                self.path, "this check expects nothing: add `returns:` or `raises:` to an act, or `expect:`"
            )
        self._expect(spec, (*self.path, "expect"))

    def _data(self, spec: ScenarioCheck | PythonCheck) -> None:
        uses_size = False
        for key, found in (("data", self.stored), ("drafts", self.drafts)):
            items = getattr(spec, key)
            if isinstance(items, str):
                if items not in self.names.data:
                    self.report((*self.path, key), unknown("data", items, self.names.data))
                    continue
                rows = _Rows(self.names.models, lambda *_: None, self.stored)  # told where it is defined
                rows.check(self.names.data[items], ())
            else:
                rows = _Rows(self.names.models, self.report, self.stored)
                rows.check(items, (*self.path, key))
            found.update(rows.given)
            uses_size |= rows.uses_size
        for name in self.stored.keys() & self.drafts.keys():
            self.report((*self.path, "drafts"), f"`{name}` is a row of `data:` already")
        if uses_size and not spec.sizes:
            self.report(self.path, "the data uses `size`, so the check needs `sizes:`, such as [2, 8, 32]")
        if spec.sizes and not uses_size:
            self.report(
                (*self.path, "sizes"), "no row of the data has the count `size`, so `sizes:` changes nothing"
            )

    def _act(self, act: Act, path: Path) -> None:
        match act:
            case Call():
                self._call(act, path)
            case New():
                self._new(act, path)
            case Read():
                self._target(act.read, (*path, "read"), with_path=True)
            case language.Set():
                self._target(act.set, (*path, "set"), with_path=True)
                self._values(act.to, (*path, "to"))
            case Add() | Delete():
                key = "add" if isinstance(act, Add) else "delete"
                self._target(getattr(act, key), (*path, key), with_path=False)
            case Append():
                self._target(act.append, (*path, "append"), with_path=False)
                self._target(act.to, (*path, "to"), with_path=True)
            case Remove():
                self._target(act.remove, (*path, "remove"), with_path=False)
                self._target(act.source, (*path, "from"), with_path=True)
        if isinstance(act, (Call, Read)) and act.states_result:
            self._expected(act.returns, (*path, "returns"))
        if act.keeps:
            if act.keeps in self.stored or act.keeps in self.drafts:
                self.report((*path, "as"), f"`{act.keeps}` is a row already")
            self.kept.add(act.keeps)

    def _call(self, act: Call, path: Path) -> None:
        ref = reference(act.call)
        name = act.call
        if ref:
            model = self.stored.get(ref.name)
            if ref.name in self.drafts:
                self.report((*path, "call"), _draft(ref))
                return
            if ref.name not in self.stored and ref.name not in self.kept:
                self.report((*path, "call"), unknown("row or result", ref.name, [*self.stored, *self.kept]))
                return
            if len(ref.path) != 1:
                self.report((*path, "call"), "a method is called as `$row.method`")
                return
            methods = [f for f in self.names.functions if f.endswith(f".{ref.path[0]}")]
            name = f"{model}.{ref.path[0]}" if model else next(iter(methods), ref.path[0])
        if name not in self.names.functions:
            self.report((*path, "call"), unknown("function", name, self.names.functions))
            return
        if (wrong := self._wrong_owner(name, on_row=ref is not None)) is not None:
            self.report((*path, "call"), wrong)
            return
        wanted = [p for p in self.names.functions[name].parameters if p != SESSION]
        for given, value in act.arguments.items():
            if given not in wanted:
                self.report((*path, "with", given), unknown("parameter", given, wanted, f"of `{name}`"))
            self._values(value, (*path, "with", given))
        for parameter in wanted:
            if parameter not in act.arguments:
                self.report(path, f"`with:` gives no `{parameter}`, which `{name}` needs")

    def _wrong_owner(self, name: str, on_row: bool) -> str | None:
        """Why what ``name`` is cannot be called in this way."""
        kind, short = self.names.functions[name].kind, name.rpartition(".")[2]
        if kind == "property":
            return f"`{name}` is a property: read it, as in `read: $row.{short}`"
        if kind == "method" and not on_row:
            return f"`{name}` is a method: call it on a row, as in `call: $row.{short}`"
        if kind == "class method" and on_row:
            return f"`{name}` is a class method: call it on the model, as in `call: {name}`"
        return None

    def _new(self, act: New, path: Path) -> None:
        model = self.names.models.get(act.new)
        if model is None:
            self.report((*path, "new"), unknown("model", act.new, self.names.models))
            return
        known = [*model.columns, *model.relationships]
        for given, value in act.arguments.items():
            if given not in known:
                self.report(
                    (*path, "with", given), unknown("column or relationship", given, known, f"of `{act.new}`")
                )
            self._values(value, (*path, "with", given))

    def _target(self, text: str, path: Path, with_path: bool) -> None:
        ref = reference(text)
        if ref is None:
            example = "`$post.comments`" if with_path else "`$post`"
            self.report(path, f"this must be a row or a result, such as {example}, not {text!r}")
        elif ref.name in self.drafts:
            self.report(
                path, f"`${ref.name}` is a draft and not stored: make it with `new:`, or lay it under `data:`"
            )
        elif ref.name not in self.stored and ref.name not in self.kept:
            self.report(path, unknown("row or result", ref.name, [*self.stored, *self.kept]))
        elif with_path and not ref.path:
            self.report(path, f"say which attribute of `{ref}`, such as `{ref}.name`")
        elif ref.name in self.stored:
            self._attributes(self.stored[ref.name], ref.path, path)

    def _attributes(self, model: str | None, names: Sequence[str], path: Path) -> None:
        """A way from a row of ``model`` on, as far as the exercise can tell where it leads."""
        for name in names:
            spec = self.names.models.get(model or "")
            if spec is None:
                return
            own = [f.rpartition(".")[2] for f in self.names.functions if f.startswith(f"{model}.")]
            known = [*spec.columns, *spec.relationships, *own]
            if name not in known:
                self.report(path, unknown("attribute", name, known, f"of `{model}`"))
                return
            model = spec.relationships[name].target if name in spec.relationships else None

    def _values(self, value: Any, path: Path) -> None:
        """References in arguments and expectations: rows, their columns, results and what hangs on them."""
        if isinstance(value, dict):
            for key, item in value.items():
                self._values(key, (*path, key))
                self._values(item, (*path, key))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self._values(item, (*path, i))
        elif ref := reference(value):
            self._value(ref, path)

    def _value(self, ref: Reference, path: Path) -> None:
        if ref.name in self.kept:
            return
        model = self.stored.get(ref.name) or self.drafts.get(ref.name)
        if model is None:
            known = [*self.stored, *self.drafts, *self.kept]
            self.report(path, unknown("row or result", ref.name, known))
        elif ref.path and (len(ref.path) > 1 or ref.path[0] not in self.names.models[model].columns):
            known = [*self.names.models[model].columns]
            self.report(path, unknown("column", ".".join(ref.path), known, f"of `{model}`"))
        elif not ref.path and ref.name in self.drafts:
            self.report(path, f"`{ref}` is a draft and not stored: use its columns, such as `{ref}.name`")

    def _expected(self, value: Any, path: Path) -> None:
        self._values(value, path)
        self._expected_part(value, path)

    def _expected_part(self, value: Any, path: Path) -> None:
        if isinstance(value, dict) and "object" in value:
            self._expected_object(value, path)
        elif isinstance(value, dict) and set(value) == {"any"}:
            if value["any"] not in shapes.PLAIN:
                self.report((*path, "any"), unknown("type", str(value["any"]), shapes.PLAIN))
        elif isinstance(value, dict):
            for key, item in value.items():
                self._expected_part(item, (*path, key))
        elif isinstance(value, list):
            for i, item in enumerate(value):
                self._expected_part(item, (*path, i))

    def _expected_object(self, value: Mapping[Any, Any], path: Path) -> None:
        name = str(value["object"])
        model = self.names.models.get(name)
        if model is None:
            self.report((*path, "object"), unknown("model", name, self.names.models))
            return
        known = [*model.columns, *model.relationships]
        for key, item in value.items():
            if key == "object":
                continue
            if key not in known:
                self.report((*path, key), unknown("column or relationship", str(key), known, f"of `{name}`"))
            else:
                self._expected_part(item, (*path, key))

    def _expect(self, spec: ScenarioCheck, path: Path) -> None:
        expect = spec.expect
        if expect.reference and not self.hidden:
            self.report(path, "a comparison with the reference is a hidden check: move it to hidden.yaml")
        if expect.statements and expect.statements.growth and len(spec.sizes) < 2:
            self.report((*path, "statements"), "growth needs two `sizes:` or more, such as [2, 8, 32]")
        if expect.rows is not None and expect.states_difference:
            self.report(
                (*path, "rows"),
                "`rows:` says what there is, the others what became of the data: keep one of the two",
            )
        self._changed(expect, path)
        for key in ("rows", "added"):
            for model, rows in (getattr(expect, key) or {}).items():
                self._expected_rows(model, rows, (*path, key, model))

    def _changed(self, expect: Expect, path: Path) -> None:
        for row, stated in (expect.changed or {}).items():
            model = self._stored_row(row, (*path, "changed", row))
            if model in self.names.models:
                self._values(stated, (*path, "changed", row))
                self._expected_columns(model, self.names.models[model], stated, (*path, "changed", row))
        for i, row in enumerate(expect.removed or ()):
            self._stored_row(row, (*path, "removed", i))

    def _stored_row(self, text: str, path: Path) -> str:
        """The model of a named row of the data; empty, and a fault, where it is none."""
        ref = reference(text)
        if ref is None or ref.path:
            self.report(path, f"a row of the data is named here, such as `$its_name`, not {shown(text)}")
            return ""
        if ref.name not in self.stored:
            self.report(path, unknown("row", ref.name, self.stored, "of the data"))
            return ""
        return self.stored[ref.name]

    def _expected_rows(self, name: str, rows: Sequence[Any], path: Path) -> None:
        model = self.names.models.get(name)
        if model is None:
            self.report(path, unknown("model", name, self.names.models))
            return
        for i, row in enumerate(rows):
            self._values(row, (*path, i))
            if isinstance(row, dict):
                self._expected_columns(name, model, row, (*path, i))
            elif (ref := reference(row)) is None or ref.path:
                self.report((*path, i), "a row is a mapping of columns, or a row of the data such as `$ada`")

    def _expected_columns(self, name: str, model: Model, row: Mapping[Any, Any], path: Path) -> None:
        """Columns of a stated row, and of the rows that it hangs on."""
        for key, value in row.items():
            if key in model.relationships:
                relationship = model.relationships[key]
                items = value if relationship.many and isinstance(value, list) else [value]
                if relationship.many and not isinstance(value, list):
                    self.report((*path, key), f"`{key}` is a list of rows, such as [$its_name, ...]")
                    continue
                for item in items:
                    self._expected_related(key, relationship, item, (*path, key))
            elif key not in model.columns:
                known = [*model.columns, *model.relationships]
                self.report((*path, key), unknown("column or relationship", str(key), known, f"of `{name}`"))

    def _expected_related(self, key: str, relationship: Relationship, value: Any, path: Path) -> None:
        model = self.names.models.get(relationship.target)
        if isinstance(value, dict) and model:
            self._expected_columns(relationship.target, model, value, path)
        elif reference(value) is None and (value is not None or relationship.many):
            null = "" if relationship.many else ", or null"
            self.report(path, f"`{key}` is a row: `$its_name`, a mapping of its columns{null}")
