"""SQL as text: values that are written into it instead of being bound."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst
import libcst.matchers as m

from grader.mutating.contract import called, receiver, with_value, without, without_call

_TEXT = m.Call(func=m.Name("text") | m.Attribute(attr=m.Name("text")), args=[m.Arg(m.SimpleString())])


def drop_bindparams(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Parameters of a text are not bound."""
    yield from without_call(node, ("bindparams",))


def inline_parameter(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A value is formatted into the text of a statement instead of being bound."""
    if not isinstance(node, cst.Call):
        return
    if called(node) == "bindparams" and (before := receiver(node)):
        for argument in node.args:
            if argument.keyword and (inlined := _inlined(before, argument.keyword.value, argument.value)):
                left = without(node, argument)
                yield left.with_deep_changes(left.func, value=inlined) if left.args else inlined
    elif len(node.args) > 1 and isinstance(parameters := node.args[1].value, cst.Dict):
        statement = node.args[0]
        for element in parameters.elements:
            if isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString):
                inlined = _inlined(statement.value, str(element.key.evaluated_value), element.value)
                if inlined:
                    shorter = _without_parameter(node, parameters, element)
                    yield with_value(shorter, shorter.args[0], inlined)


def _without_parameter(call: cst.Call, parameters: cst.Dict, element: cst.BaseDictElement) -> cst.Call:
    left = [one for one in parameters.elements if one is not element]
    if not left:
        return without(call, call.args[1])
    if element is parameters.elements[-1]:
        left[-1] = left[-1].with_changes(comma=element.comma)
    return with_value(call, call.args[1], parameters.with_changes(elements=left))


def _inlined(
    statement: cst.BaseExpression, name: str, value: cst.BaseExpression
) -> cst.BaseExpression | None:
    """``text("... = :name")`` with ``'{value}'`` for the parameter; None where there is no such parameter."""
    found = m.findall(statement, _TEXT)
    if not found:
        return None
    string = cst.ensure_type(cst.ensure_type(found[0], cst.Call).args[0].value, cst.SimpleString)
    text = str(string.evaluated_value).replace("{", "{{").replace("}", "}}")
    code = cst.Module([]).code_for_node(value)
    new, count = re.subn(rf"(?<![:\w]):{re.escape(name)}\b", lambda _: f"'{{{code}}}'", text)
    if not count:
        return None
    written = new.replace("\\", "\\\\")
    inlined = statement.deep_replace(string, cst.parse_expression(f'f"""{written}"""'))
    return inlined if isinstance(inlined, cst.BaseExpression) else None
