"""Text that matches a pattern: whether, where first, and everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dsviz_widget.errors import QueryError
from dsviz_widget.query.kinds import BOOLEAN, INT64, NULL, TEXT, Kind
from dsviz_widget.query.language.expression import Call, Literal, Node, Regex
from dsviz_widget.query.language.patterns import END_OR_LINE_END, Pattern, PatternError, read_pattern
from dsviz_widget.query.operators.narrow import call_node, expect
from dsviz_widget.query.operators.registry import Operator, operator
from dsviz_widget.query.typed import Typed, TypedCall, TypedLiteral, boolean

if TYPE_CHECKING:
    from dsviz_widget.query.sql import Emitter
    from dsviz_widget.query.typing import Typer

_NAMES = ("input", "regex", "options")
_FOUND = Kind("struct", fields=(("match", TEXT), ("idx", INT64), ("captures", Kind("list", element=TEXT))))
"""What $regexFind answers: the text found, the letters before it, what its groups hold."""


def _pattern_of(typer: Typer, call: Call, end: str) -> Pattern | None:
    """Return the pattern that is written out, or None when it is null."""
    node = typer.named(call, "regex")
    options = _options_of(typer, call)
    if isinstance(node, Regex):
        if node.options and options:
            raise typer.error(
                "type", "The options of the pattern are given twice.", call.span, hint="Write them once."
            )
        return _read(typer, node, node.pattern, node.options or options, end)
    if isinstance(node, Literal) and node.value is None:
        return None
    if isinstance(node, Literal) and isinstance(node.value, str):
        return _read(typer, node, node.value, options, end)
    raise typer.error(
        "value", f"The pattern of {typer.called(call)} is a text that is written out.", node.span,
        hint="Write '^a.*b$' or /^a.*b$/.",
    )  # fmt: skip


def _options_of(typer: Typer, call: Call) -> str:
    node = call.argument("options")
    if node is None or (isinstance(node, Literal) and node.value is None):
        return ""
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value
    raise typer.error("value", "The options of a pattern are a text that is written out.", node.span)


def _read(typer: Typer, node: Node, pattern: str, options: str, end: str) -> Pattern:
    try:
        return read_pattern(pattern, options, end=end)
    except PatternError as error:
        raise _placed(typer, node, pattern, error) from None


def _placed(typer: Typer, node: Node, pattern: str, error: PatternError) -> QueryError:
    """Return the error at its place in the expression."""
    start, end = node.span
    # Escapes of a text move what stands after them.
    at = typer.source(node).find(pattern) if pattern else -1
    if at >= 0:
        start, end = start + at + error.start, start + at + max(error.end, error.start + 1)
        end = min(end, node.span.end)
    return QueryError("syntax", error.message, start, end, error.hint)


def _arguments(typer: Typer, call: Call, pattern: Pattern | None) -> tuple[Typed, ...]:
    text = expect(typer, typer.type(typer.named(call, "input")), "text", typer.called(call))
    span = typer.named(call, "regex").span
    if pattern is None:
        return text, TypedLiteral(span, NULL, None)
    parts = (pattern.text, pattern.flags, pattern.groups, pattern.looks_around)
    kinds = (TEXT, TEXT, INT64, BOOLEAN)
    return text, *(TypedLiteral(span, kind, part) for kind, part in zip(kinds, parts, strict=True))


def _match_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _arguments(typer, call, _pattern_of(typer, call, END_OR_LINE_END))
    return TypedCall(**boolean(call.span, raises=items[0].raises), operator=operator, arguments=items)


def _is_null(call: TypedCall) -> bool:
    return any(item.kind == NULL for item in call.arguments[:2])


def _parts(call: TypedCall) -> Pattern:
    """Return the pattern of a call."""
    return Pattern(*(item.value for item in call.arguments[1:] if isinstance(item, TypedLiteral)))


def _bound(sql: Emitter, pattern: Pattern) -> str:
    return sql.bind(sql.dialect.regex_flags(pattern.flags) + pattern.text)


def _match_where(sql: Emitter, call: TypedCall) -> str:
    if _is_null(call):
        return "false"
    return sql.f("regex_matches", sql.value(call.arguments[0]), _bound(sql, _parts(call)))


@operator("$regexMatch", arity=0, rule=_match_rule, names=_NAMES, required=2, where=_match_where)
def _match(sql: Emitter, call: TypedCall) -> str:
    test = f"coalesce({_match_where(sql, call)}, false)"
    return sql.guard(test, call) if call.raises else test


def _find_rule(typer: Typer, call: Call, operator: Operator) -> Typed:
    items = _arguments(typer, call, _pattern_of(typer, call, r"\z"))
    if operator.name == "$regexFind":
        return call_node(call, operator, items, _FOUND, nullable=True)
    return call_node(call, operator, items, Kind("list", element=_FOUND), nullable=False)


def _with_gap(sql: Emitter, call: TypedCall) -> str:
    """Return the pattern after what stands before it: group 1 is that, group 2 the match."""
    pattern = _parts(call)
    return sql.bind(f"{sql.dialect.regex_flags(pattern.flags)}(?s:(.*?))({pattern.text})")


def _groups(sql: Emitter, text: str, call: TypedCall) -> list[str]:
    """Return SQL of lists, one item for each match: what stands before it, the match, its groups."""
    pattern = _with_gap(sql, call)
    return [sql.f("regex_all", text, pattern, str(group)) for group in range(1, _parts(call).groups + 3)]


def _found(sql: Emitter, match: str, position: str, captures: Sequence[str]) -> str:
    listed = f"CAST({sql.dialect.list_of(captures)} AS {sql.type_of(Kind('list', element=TEXT))})"
    idx = sql.cast(position, "bigint")
    return sql.dialect.struct_of([("match", match), ("idx", idx), ("captures", listed)])


@operator("$regexFind", arity=0, rule=_find_rule, names=_NAMES, required=2)
def _find(sql: Emitter, call: TypedCall) -> str:
    if _is_null(call):
        return sql.null(_FOUND)

    def first(text: str) -> str:
        pattern = _parts(call)
        bound = _bound(sql, pattern)
        match = sql.f("regex_first", text, bound, "0")
        if pattern.looks_around:
            at = sql.f("text_length", sql.f("regex_first", text, _with_gap(sql, call), "1"))
        else:
            # The text would match wherever it stands, so that it stands nowhere before.
            at = sql.f("text_find", text, match)
        captures = [
            sql.f("list_at", sql.f("regex_all", text, bound, str(group + 1)), "0")
            for group in range(pattern.groups)
        ]
        found = _found(sql, match, at, captures)
        return f"CASE WHEN {sql.f('regex_matches', text, bound)} THEN {found} END"

    return sql.let(sql.value(call.arguments[0]), first)


@operator("$regexFindAll", arity=0, rule=_find_rule, names=_NAMES, required=2)
def _find_all(sql: Emitter, call: TypedCall) -> str:
    empty = f"CAST({sql.dialect.list_of([])} AS {sql.type_of(call.kind)})"
    if _is_null(call):
        return empty
    item = call.arguments[0]
    error = sql.error(item)

    def found(text: str) -> str:
        before, matches, *captures = _groups(sql, text, call)
        all_found = sql.let_all(
            [before, matches], lambda before, matches: _listed(sql, text, before, matches, captures)
        )
        if not (item.nullable or item.raises):
            return all_found
        stopped = f"WHEN {error} THEN NULL " if error else ""
        return f"CASE {stopped}WHEN {text} IS NULL THEN {empty} ELSE {all_found} END"

    return sql.let(sql.value(item), found)


def _listed(sql: Emitter, text: str, before: str, matches: str, captures: list[str]) -> str:
    """Return SQL of all matches; the search goes on after each, one letter further after an empty one."""
    length = sql.f("len", matches)

    def size(items: str, at: str) -> str:
        return sql.f("text_length", sql.f("list_at", items, at))

    def step(at: str) -> str:
        taken = f"{size(before, at)} + {size(matches, at)}"
        return f"CASE WHEN {taken} = 0 THEN 1 ELSE {taken} END"

    steps = sql.each("list_transform", sql.f("positions", length), step)

    def start(steps: str, at: str) -> str:
        return f"coalesce({sql.f('list_sum', sql.f('list_head', steps, at))}, 0)"

    def is_new(steps: str, at: str) -> str:
        # Between two letters an empty match is found twice: with the letters before it, and without.
        again = f"{step(at)} = 1 AND {size(before, at)} + {size(matches, at)} = 0 AND {at} > 0"
        last = f"({at} - 1)"
        repeated = f"{again} AND {size(matches, last)} = 0 AND {size(before, last)} > 0"
        return f"({at} = 0 OR {start(steps, at)} < {sql.f('text_length', text)}) AND NOT ({repeated})"

    def described(steps: str) -> str:
        kept = sql.each("list_filter", sql.f("positions", length), lambda at: is_new(steps, at))
        return sql.each(
            "list_transform",
            kept,
            lambda at: _found(
                sql,
                sql.f("list_at", matches, at),
                f"{start(steps, at)} + {size(before, at)}",
                [sql.f("list_at", items, at) for items in captures],
            ),
        )

    return sql.let(steps, described)
