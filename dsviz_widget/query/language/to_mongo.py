"""The tree of an infix expression, said with MongoDB's operators alone.

The two differ on empty cells: an infix comparison with one is false, for MongoDB null is the
lowest of all values and NaN the lowest number. So a comparison gets a test in front of it where a
side may be empty: ``x < 5`` is ``{$and: [{$ne: ['$0.x', null]}, {$lt: ['$0.x', 5]}]}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from dsviz_widget.query.kinds import DATE, OTHER, Kind, Schema
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Struct,
    Variable,
)
from dsviz_widget.query.language.scope import SCALARS, Name, Scope, key_of, variable_name
from dsviz_widget.query.language.tokens import to_instant
from dsviz_widget.query.language.write import Unsayable
from dsviz_widget.query.typed import Typed

NULL_NOTE = "MongoDB's form needs a test for empty cells: there null is below every value."
ERROR_NOTE = "Where an operator stops with an error the infix form is false and MongoDB's form has no answer."

_NULL = Literal(None)
_NAN = Literal(float("nan"))
_OPERATORS = {"==": "$eq", "!=": "$ne", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte"}
_NEEDS_ESCAPE = re.compile(r"[^\w\s]|\n")


def call(operator: str, *arguments: Node) -> Call:
    """Return an operator on arguments by position."""
    return Call(operator, arguments)


def named(operator: str, **arguments: Node | None) -> Call:
    """Return an operator on arguments by name; an underscore may follow a name."""
    given = ((name.rstrip("_"), node) for name, node in arguments.items())
    return Call(operator, (), tuple((name, node) for name, node in given if node is not None))


class ToMongo(Scope):
    """Translates one expression."""

    def __init__(self, text: str, schema: Schema) -> None:
        super().__init__(text, schema)
        self.notes: dict[str, None] = {}
        self._done: dict[object, tuple[Node, Node]] = {}
        self.present_keys: list[object] = []
        """Parts that are neither empty nor NaN where those before them in an 'and' hold."""

    def node(self, node: Node) -> Node:
        """Return a part in MongoDB's operators; one that is asked for again, as it was."""
        # Several ways to say a part are tried at each level: without this the time doubles with each.
        key = (id(node), tuple(self.names), tuple(self.present_keys))
        found = self._done.get(key)
        if found is None:
            found = (node, self._translated(node))
            self._done[key] = found
        return found[1]

    def _translated(self, node: Node) -> Node:
        if isinstance(node, Field):
            return self._field(node)
        if isinstance(node, Variable):
            return replace(node, name=self._new_name(node.name))
        if isinstance(node, ListLiteral):
            return ListLiteral(tuple(map(self.node, node.items)))
        if isinstance(node, Struct):
            return Struct(tuple((name, self.node(item)) for name, item in node.fields))
        if not isinstance(node, Call):
            return node
        if node.operator in _RULES:
            return _RULES[node.operator](self, node)
        return Call(
            node.operator,
            tuple(map(self.node, node.arguments)),
            tuple((name, self.node(item)) for name, item in node.named),
        )

    def _new_name(self, old: str) -> str:
        return next((name.new or old for name in reversed(self.names) if name.old == old), old)

    def _field(self, node: Field) -> Node:
        if node.element_first:
            for name in reversed(self.names):
                if node.path[0] == name.old:
                    return Variable(name.new or name.old, node.path[1:])
                if name.kind.field(node.path[0]) is not None:
                    return Variable(name.new or name.old, node.path)
        table = node.table if node.table is not None or self.schema.tables else 0
        return Field(node.path, table)

    def note_errors(self, *parts: Typed | None) -> None:
        """Say that an error is answered otherwise, where one may happen."""
        if any(part is not None and part.raises for part in parts):
            self.notes[ERROR_NOTE] = None

    def present(self, node: Node, typed: Typed | None) -> Node | None:
        """Return the test that a translated part is no empty cell and not NaN; None when it never is."""
        if isinstance(node, Literal):
            return None if node.value is not None and node.value == node.value else Literal(False)
        if self._is_present(node):
            return None
        if typed is None or (typed.nan and typed.kind.name == "number"):
            test = call("$gt", node, _NAN)
        elif typed.nullable:
            test = call("$ne", node, _NULL)
        else:
            return None
        self.notes[NULL_NOTE] = None
        return test

    def _is_present(self, node: Node) -> bool:
        """Tell whether what stands before says that a translated column is no empty cell."""
        return isinstance(node, Field | Variable) and key_of(node) in self.present_keys

    def filled(self, source: Node, target: Node) -> Node:
        """Return a list that is empty instead of null."""
        return call("$ifNull", target, ListLiteral(())) if self.may_be_null(source) else target

    def guarded(self, tests: list[Node | None], test: Node) -> Node:
        """Return a test behind those that must hold first."""
        kept = [item for item in tests if item is not None]
        return call("$and", *kept, test) if kept else test

    def not_null(self, source: Node, target: Node) -> Node | None:
        """Return the test that a translated part is not null; None when it never is."""
        if self._is_present(target) or not self.may_be_null(source):
            return None
        self.notes[NULL_NOTE] = None
        return call("$ne", target, _NULL)

    def sides(self, node: Call) -> tuple[Node, Node, Typed | None, Typed | None]:
        """Return both sides of a comparison, translated and typed, dates read from texts."""
        first, second = node.arguments
        left, right = self.typed(first), self.typed(second)
        first, second = _as_date(first, right), _as_date(second, left)
        return self.node(first), self.node(second), left, right

    def filtered(self, node: Call, *, negated: bool = False) -> Call:
        """Return ``$filter`` by the condition of a list predicate."""
        source, condition = node.arguments
        new = self.free_name()
        target = self.filled(source, self.node(source))
        with self.bound(Name("it", new, self.element_of(source))):
            test = self.node(condition)
        if negated:
            test = call("$not", test)
        return named("$filter", input=target, as_=Literal(new), cond=test)


def _as_date(node: Node, other: Typed | None) -> Node:
    """Return a constant text as the date that it names beside a date."""
    if other is None or other.kind != DATE or not isinstance(node, Literal):
        return node
    instant = to_instant(node.value) if isinstance(node.value, str) else None
    return node if instant is None else Literal(instant, span=node.span)


def _logic(scope: ToMongo, node: Call) -> Node:
    if node.operator == "or" and (folded := _or_empty(scope, node)) is not None:
        return folded
    if node.operator == "and":
        return _all_hold(scope, node)
    inner = node.arguments[0]
    if node.operator == "not" and isinstance(inner, Call) and inner.operator == "is null":
        return call("$ne", scope.node(inner.arguments[0]), _NULL)
    return call("$" + node.operator, *map(scope.node, node.arguments))


def _all_hold(scope: ToMongo, node: Call) -> Node:
    """Return a conjunction; what one part proves to be there, the next need not test."""
    known = len(scope.present_keys)
    parts = []
    for item in node.arguments:
        parts.append(scope.node(item))
        if isinstance(item, Call) and item.operator in (">", ">=") and _is_number(item.arguments[1]):
            side = scope.node(item.arguments[0])
            if isinstance(side, Field | Variable):
                scope.present_keys.append(key_of(side))
    del scope.present_keys[known:]
    return call("$and", *parts)


def _is_number(node: Node) -> bool:
    if not isinstance(node, Literal) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float) and node.value == node.value


def _or_empty(scope: ToMongo, node: Call) -> Node | None:
    """Return ``x < 5 or x is null`` as ``{$lt: ['$x', 5]}``, which says just that."""
    test, *others = node.arguments
    if not isinstance(test, Call) or test.operator not in ("<", "<=", "!="):
        return None
    left, right = test.arguments
    typed, other = scope.typed(left), scope.typed(right)
    if not isinstance(right, Literal) or right.value is None or typed is None or other is None:
        return None
    if typed.kind.name not in SCALARS or not (typed.nullable or typed.nan):
        return None
    if key_list(others) != key_list(empty_tests(left, typed, test.operator)):
        return None
    return call(_OPERATORS[test.operator], scope.node(left), _as_date(right, typed))


def empty_tests(left: Node, typed: Typed, symbol: str) -> list[Node]:
    """Return the infix tests of what MongoDB holds to be below a number, and infix does not."""
    tests: list[Node] = [call("is null", left)] if typed.nullable else []
    if symbol != "!=" and typed.nan:
        tests.append(call("==", left, _NAN))
    return tests


def key_list(nodes: list[Node]) -> list[object]:
    """Return what is equal for lists of trees that mean the same."""
    return [key_of(node) for node in nodes]


def _comparison(scope: ToMongo, node: Call) -> Node:
    first, second = node.arguments
    operator = _OPERATORS[node.operator]
    for side, other in ((first, second), (second, first)):
        if isinstance(side, Literal) and side.value is None:
            return call(operator, scope.node(other), _NULL)
    left, right, left_type, right_type = scope.sides(node)
    scope.note_errors(left_type, right_type)
    for typed in (left_type, right_type):
        if typed is not None and typed.kind.name == "mixed":
            raise Unsayable("A comparison of values whose kind differs by row has no other form.")
    test = call(operator, left, right)
    if node.operator == "==":
        both = scope.may_be_null(first) and scope.may_be_null(second)
        return scope.guarded([scope.not_null(first, left)] if both else [], test)
    if node.operator == "!=":
        return scope.guarded([scope.not_null(first, left), scope.not_null(second, right)], test)
    # The side that must be the smaller: there MongoDB's null and NaN would be small enough.
    small, typed = (right, right_type) if node.operator[0] == ">" else (left, left_type)
    return scope.guarded([scope.present(small, typed)], test)


def _is_null(scope: ToMongo, node: Call) -> Node:
    scope.note_errors(scope.typed(node.arguments[0]))
    return call("$eq", scope.node(node.arguments[0]), _NULL)


def _in(scope: ToMongo, node: Call) -> Node:
    item, items = node.arguments
    typed = scope.typed(item)
    scope.note_errors(typed, scope.typed(items))
    if isinstance(items, ListLiteral):
        listed: Node = ListLiteral(tuple(scope.node(_as_date(part, typed)) for part in items.items))
    else:
        listed = scope.filled(items, scope.node(items))
    return call("$in", scope.node(item), listed)


def _contains(scope: ToMongo, node: Call) -> Node:
    source, part = node.arguments
    typed = scope.typed(source)
    scope.note_errors(typed, scope.typed(part))
    text, sought = scope.node(source), scope.node(part)
    guard = scope.not_null(part, sought)
    if typed is not None and typed.kind.name == "list":
        return scope.guarded([guard], call("$in", sought, scope.filled(source, text)))
    return scope.guarded([guard], call("$gte", call("$indexOfCP", text, sought), Literal(0)))


def _startswith(scope: ToMongo, node: Call) -> Node:
    source, part = node.arguments
    scope.note_errors(scope.typed(source), scope.typed(part))
    text, sought = scope.node(source), scope.node(part)
    test = call("$eq", call("$indexOfCP", text, sought), Literal(0))
    return scope.guarded([scope.not_null(part, sought)], test)


def _endswith(scope: ToMongo, node: Call) -> Node:
    source, part = node.arguments
    if not isinstance(part, Literal) or not isinstance(part.value, str):
        raise Unsayable("MongoDB can tell how a text ends only when the ending is a constant.")
    pattern = _NEEDS_ESCAPE.sub(lambda m: r"\n" if m.group() == "\n" else "\\" + m.group(), part.value)
    return named("$regexMatch", input=scope.node(source), regex=Literal(pattern + r"\z"))


def _any(scope: ToMongo, node: Call) -> Node:
    if len(node.arguments) == 1:
        source = node.arguments[0]
        return call("$anyElementTrue", scope.filled(source, scope.node(source)))
    return call("$gt", call("$size", scope.filtered(node)), Literal(0))


def _all_or_none(scope: ToMongo, node: Call) -> Node:
    source = node.arguments[0]
    target = scope.node(source)
    guard = scope.not_null(source, target)
    test: Node
    if len(node.arguments) == 2:
        kept = scope.filtered(node, negated=node.operator == "all")
        test = call("$eq", call("$size", kept), Literal(0))
    elif node.operator == "all":
        test = call("$allElementsTrue", scope.filled(source, target))
    else:
        test = call("$not", call("$anyElementTrue", scope.filled(source, target)))
    return scope.guarded([guard], test)


def _count(scope: ToMongo, node: Call) -> Node:
    source = node.arguments[0]
    target = scope.node(source)
    if len(node.arguments) == 2:
        size = call("$size", scope.filtered(node))
    else:
        size = call("$size", scope.filled(source, target))
    if not scope.may_be_null(source):
        return size
    return call("$cond", call("$eq", target, _NULL), _NULL, size)


def _length(scope: ToMongo, node: Call) -> Node:
    typed = scope.typed(node.arguments[0])
    is_text = typed is not None and typed.kind.name == "text"
    return call("$strLenCP" if is_text else "$size", scope.node(node.arguments[0]))


def _over_list(scope: ToMongo, node: Call) -> Node:
    source = node.argument("input")
    if source is None:
        return node
    old, new = variable_name(node), scope.free_name()
    outside = {name: scope.node(item) for name, item in node.named if name in ("input", "limit")}
    with scope.bound(Name(old, new, scope.element_of(source))):
        inside = {name: scope.node(item) for name, item in node.named if name in ("cond", "in")}
    order = ("input", "as", "cond", "in", "limit")
    parts = {"as": Literal(new), **outside, **inside}
    return Call(node.operator, (), tuple((name, parts[name]) for name in order if name in parts))


def _reduce(scope: ToMongo, node: Call) -> Node:
    source = node.argument("input")
    names = (
        Name("this", "this", scope.element_of(source) if source else OTHER),
        Name("value", "value", OTHER),
    )
    parts = []
    for name, item in node.named:
        if name == "in":
            with scope.bound(*names):
                parts.append((name, scope.node(item)))
        else:
            parts.append((name, scope.node(item)))
    return Call(node.operator, (), tuple(parts))


def _let(scope: ToMongo, node: Call) -> Node:
    given = node.argument("vars")
    fields = given.fields if isinstance(given, Struct) else ()
    names = [Name(name, name, _kind(scope, item)) for name, item in fields]
    parts = []
    for name, item in node.named:
        if name == "in" and names:
            with scope.bound(*names):
                parts.append((name, scope.node(item)))
        else:
            parts.append((name, scope.node(item)))
    return Call(node.operator, (), tuple(parts))


def _kind(scope: Scope, node: Node) -> Kind:
    typed = scope.typed(node)
    return OTHER if typed is None else typed.kind


_RULES: dict[str, Callable[[ToMongo, Call], Node]] = {
    "and": _logic,
    "or": _logic,
    "not": _logic,
    **dict.fromkeys(_OPERATORS, _comparison),
    "is null": _is_null,
    "in": _in,
    "contains": _contains,
    "startswith": _startswith,
    "endswith": _endswith,
    "any": _any,
    "all": _all_or_none,
    "none": _all_or_none,
    "count": _count,
    "len": _length,
    "$filter": _over_list,
    "$map": _over_list,
    "$reduce": _reduce,
    "$let": _let,
}
