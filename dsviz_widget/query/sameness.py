"""Whether the cells of two tables say the same, wherever their files lie."""

from __future__ import annotations

from collections.abc import Iterable

from dsviz_widget.query.kinds import NULL, Kind, join
from dsviz_widget.query.shapes import convert, member
from dsviz_widget.query.sql import Emitter
from dsviz_widget.query.typed import Typed, TypedMember

FILE = "digest"
"""The field of an object that stands for the bytes of a file."""
OF_FILES = frozenset({FILE, "path", "size", "ref"})
"""Fields that every object for a file has."""
SAID = frozenset({FILE, "caption", "boxes", "masks", "classes", "grouping", "kind", "description"})
"""Fields of such an object that its bytes do not say already, and that are no place where it lies."""
REFERENCE = "ref"
"""The field that says where a file was before; all there is of one that lies at an address."""


def same_cells(sql: Emitter, first: Typed, second: Typed) -> str:
    """Return SQL that is true where two values are the same, and never null.

    Two empty cells are, and two that are not a number. A picture is the same where its bytes, its caption,
    boxes and masks are, in whatever artifact, and so are other media; a field that one object lacks is
    empty there.
    """
    if not (first.kind.name == second.kind.name == "struct"):
        joint = join(first.kind, second.kind)
        is_plain = first.kind == second.kind and not _has_files(first.kind)
        write = convert if is_plain else _content
        left, right = (write(sql, sql.shown(item), item.kind, joint) for item in (first, second))
        return f"({left} IS NOT DISTINCT FROM {right})"
    names = list(dict.fromkeys(name for item in (first, second) for name, _ in item.kind.fields))
    parts = [f"(({sql.value(first)} IS NULL) = ({sql.value(second)} IS NULL))"]
    is_file = names_file(names)
    if is_file:
        names = [name for name in names if name in SAID or name == REFERENCE]
    for name in names:
        if name == REFERENCE and is_file:
            digests = [f"{sql.value(_field(item, FILE))} IS NULL" for item in (first, second)]
            same = same_cells(sql, _field(first, name), _field(second, name))
            parts.append(f"(NOT ({' AND '.join(digests)}) OR {same})")
            continue
        parts.append(same_cells(sql, _field(first, name), _field(second, name)))
    return f"({' AND '.join(parts)})"


def names_file(names: Iterable[str]) -> bool:
    """Return whether an object with these fields stands for a file."""
    return set(names) >= OF_FILES


def _has_files(kind: Kind) -> bool:
    """Return whether objects for files are in a list, a list of lists, or a part of an object."""
    if kind.name == "struct":
        return names_file([name for name, _ in kind.fields]) or any(
            _has_files(inner) for _, inner in kind.fields
        )
    return kind.element is not None and _has_files(kind.element)


def _field(item: Typed, name: str) -> Typed:
    """Return a field of an object; of one that has none of this name, what is always empty."""
    kind = item.kind.field(name)
    if kind is None:
        return TypedMember(item.span, NULL, item, name)
    return TypedMember(item.span, kind, item, name, nan=kind.is_float)


def _content(sql: Emitter, text: str, kind: Kind, joint: Kind) -> str:
    """Return SQL of a value in the form of a kind that holds it, in which an object without values is none.

    So a list of boxes whose scores are empty is that of boxes which never had a score.
    """
    if joint.name == "list" and kind.name == "list" and joint.element is not None:
        element, wider = kind.element or NULL, joint.element
        return sql.each("list_transform", text, lambda item: _content(sql, item, element, wider))
    if joint.name != "struct" or not joint.fields or kind.name not in ("struct", "null"):
        return convert(sql, text, kind, joint)
    parts = []
    names = sql.dialect.field_names([name for name, _ in joint.fields])
    is_file = names_file([name for name, _ in joint.fields])
    for written, (name, wider) in zip(names, joint.fields, strict=True):
        own = kind.field(name) or NULL
        inner = "NULL" if own == NULL else member(text, kind, name, sql.dialect)
        if is_file and name == REFERENCE:
            if kind.field(FILE) is not None:
                inner = f"CASE WHEN {member(text, kind, FILE, sql.dialect)} IS NULL THEN {inner} END"
        elif is_file and name not in SAID:
            continue
        parts.append((written, _content(sql, inner, own, wider)))
    return sql.dialect.struct_of(parts)
