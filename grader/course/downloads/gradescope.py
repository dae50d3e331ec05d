"""Gradescope, "Export submissions": ``assignment_<id>_export/submission_<id>``, and who they are in one file of YAML.

Several submitters of one submission are a group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from grader.course.downloads.contract import Handed, Listing, Platform

_METADATA = "submission_metadata.yml"
_EXPORT = re.compile(r"assignment_\d+_export")
_NAMED = re.compile(r"submission_(\d+)")


def find(listing: Listing) -> Iterator[Handed]:
    if _METADATA not in listing.top and not _EXPORT.match(listing.name):
        return
    names = _read_names(listing.read(_METADATA))
    for entry, is_folder in listing.top.items():
        found = _NAMED.fullmatch(entry)
        if found and is_folder:
            yield Handed(entry, names.get(entry, entry), found[1])


def _read_names(text: str) -> dict[str, str]:
    """By submission, as far as the file can be read. Of its nodes: Ruby's symbols and classes are no values of ours."""
    try:
        document = yaml.compose(text, yaml.CSafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    return {
        submission: " and ".join(names)
        for submission, node in _pairs(document)
        if (names := [name for person in _items(_get(node, "submitters")) if (name := _name(person))])
    }


def _name(person: yaml.Node) -> str:
    found = _get(person, "name")
    return found.value.strip() if isinstance(found, yaml.ScalarNode) else ""


def _get(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in _pairs(node) if name == key), None)


def _pairs(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    """Keys without the colon of a symbol."""
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            yield key.value.removeprefix(":"), value


def _items(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


GRADESCOPE = Platform("Gradescope", find, frozenset({_METADATA}))
