"""The tree of a MongoDB expression, said with infix words where they say the same.

MongoDB's ``{$lt: ['$x', 5]}`` is true for an empty cell, the infix ``x < 5`` is not. So each
comparison is written with a symbol only where `to_mongo` would give back just what stood there;
else the empty cells are named (``x < 5 or x is null``), or the operator is called by its name
(``lt(x, y)``), which means MongoDB's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from dsviz_widget.query.kinds import OTHER, Schema
from dsviz_widget.query.language.expression import (
    Call,
    Field,
    ListLiteral,
    Literal,
    Node,
    Regex,
    Struct,
    Variable,
)
from dsviz_widget.query.language.infix import KINDS
from dsviz_widget.query.language.scope import SCALARS, Name, Scope, key_of, variable_name
from dsviz_widget.query.language.to_mongo import ERROR_NOTE, ToMongo, call, empty_tests
from dsviz_widget.query.language.write import Unsayable

EMPTY_NOTE = "An empty cell passes too: for MongoDB null is below every value."

_SYMBOLS = {"$eq": "==", "$ne": "!=", "$lt": "<", "$lte": "<=", "$gt": ">", "$gte": ">="}


class ToInfix(Scope):
    """Translates one expression."""

    def __init__(self, text: str, schema: Schema) -> None:
        super().__init__(text, schema)
        self.notes: dict[str, None] = {}
        self._done: dict[object, tuple[Node, Node]] = {}

    def node(self, node: Node) -> Node:
        """Return a part in infix words; one that is asked for again, as it was."""
        # Several ways to say a part are tried at each level: without this the time doubles with each.
        key = (id(node), tuple(self.names))
        found = self._done.get(key)
        if found is None:
            found = (node, self._translated(node))
            self._done[key] = found
        return found[1]

    def _translated(self, node: Node) -> Node:
        if isinstance(node, Field):
            return self._field(node)
        if isinstance(node, Variable):
            return self._variable(node)
        if isinstance(node, ListLiteral):
            return ListLiteral(tuple(map(self.node, node.items)))
        if isinstance(node, Struct):
            return Struct(tuple((name, self.node(item)) for name, item in node.fields))
        if not isinstance(node, Call):
            return node
        if node.operator in _RULES:
            return _RULES[node.operator](self, node)
        return self.plain(node)

    def plain(self, node: Call) -> Call:
        """Return the same operator on translated arguments."""
        return Call(
            node.operator,
            tuple(map(self.node, node.arguments)),
            tuple((name, self.node(item)) for name, item in node.named),
        )

    def _field(self, node: Field) -> Node:
        hidden = any(
            node.path[0] in (name.old, name.new or "it") or name.kind.field(node.path[0]) is not None
            for name in self.names
        )
        if hidden or (node.table is not None and self.schema.tables):
            return replace(node, table=node.table or 0, element_first=False)
        return Field(node.path, None, True)

    def _variable(self, node: Variable) -> Node:
        for depth, name in enumerate(reversed(self.names)):
            if name.old != node.name:
                continue
            inner = self.names[len(self.names) - depth :]
            if name.new is not None:
                bare = name.old in ("this", "value") and not node.path and name.kind.name in SCALARS
                if bare and all(other.new != name.old and other.kind.name in SCALARS for other in inner):
                    return Field((name.new,), None, True)
                return replace(node, name=name.new)
            hidden = not node.path or not _is_field(name, node.path[0]) or node.path[0] == "it"
            if hidden and depth == 0:
                return Field(("it", *node.path), None, True)
            if hidden or any(_is_field(other, node.path[0]) or other.new == node.path[0] for other in inner):
                raise _NeedsNameError(name)
            return Field(node.path, None, True)
        return node

    def condition(self, node: Node) -> Node:
        """Return a part as a condition: a value by its truth, as MongoDB has it."""
        found = self.node(node)
        if self.is_condition(node):
            return found
        return call("$cond", found, Literal(True), Literal(False))

    def gives_back(self, candidate: Node, node: Node) -> bool:
        """Tell whether an infix tree means what a tree of MongoDB's says."""
        translator = ToMongo(self.text, self.schema)
        names = [Name(name.new or "it", name.old, name.kind) for name in self.names]
        try:
            with translator.bound(*names):
                is_same = key_of(translator.node(candidate)) == key_of(node)
        except Unsayable:
            return False
        if is_same and ERROR_NOTE in translator.notes:
            self.notes[ERROR_NOTE] = None
        return is_same


class _NeedsNameError(Exception):
    """An element cannot be looked into without a name: another stands before it."""

    def __init__(self, name: Name) -> None:
        self.name = name


def _is_field(name: Name, field: str) -> bool:
    return name.kind.field(field) is not None


def _comparison(scope: ToInfix, node: Call) -> Node:
    if len(node.arguments) != 2 or _asks_kind(node):
        return scope.plain(node)
    for fold in (_null_comparison, _list_test, _text_test, _symbol):
        found = fold(scope, node)
        if found is not None:
            return found
    return scope.plain(node)


def _asks_kind(node: Call) -> bool:
    """Tell whether this is what 'is a text' and the like stand for."""
    kind, name = node.arguments
    is_type = isinstance(kind, Call) and kind.operator == "$type"
    return node.operator == "$eq" and is_type and isinstance(name, Literal) and name.value in KINDS.values()


def _null_comparison(scope: ToInfix, node: Call) -> Node | None:
    left, right = node.arguments
    if not isinstance(right, Literal) or right.value is not None:
        return None
    if node.operator == "$eq":
        return call("is null", scope.node(left))
    if node.operator in ("$ne", "$gt"):
        return call("not", call("is null", scope.node(left)))
    return None


def _symbol(scope: ToInfix, node: Call) -> Node | None:
    left, right = node.arguments
    kinds = [typed.kind.name for typed in map(scope.typed, (left, right)) if typed is not None]
    if len(kinds) < 2 or kinds[0] != kinds[1] or kinds[0] not in SCALARS:
        return None
    symbol = _SYMBOLS[node.operator]
    candidate = call(symbol, scope.node(left), scope.node(right))
    if scope.gives_back(candidate, node):
        return candidate
    typed = scope.typed(left)
    if not isinstance(right, Literal) or not isinstance(left, Field | Variable) or typed is None:
        return None
    if symbol not in ("<", "<=", "!=") or right.value != right.value:
        return None
    either = call("or", candidate, *empty_tests(scope.node(left), typed, symbol))
    if not scope.gives_back(either, node):
        return None
    scope.notes[EMPTY_NOTE] = None
    return either


def _kept(node: Node) -> Call | None:
    """Return the ``$filter`` whose size is asked."""
    inner = node.arguments[0] if isinstance(node, Call) and node.operator == "$size" else None
    return inner if isinstance(inner, Call) and inner.operator == "$filter" else None


def _predicate(scope: ToInfix, word: str, kept: Call) -> Call | None:
    """Return a list predicate that looks into the list that ``$filter`` takes from."""
    source, condition = kept.argument("input"), kept.argument("cond")
    if source is None or condition is None or kept.argument("limit") is not None:
        return None
    if word == "all":
        if not isinstance(condition, Call) or condition.operator != "$not":
            return None
        condition = condition.arguments[0]
    source = _unfilled(source)
    name = Name(variable_name(kept), None, scope.element_of(source))
    try:
        with scope.bound(name):
            test = scope.condition(condition)
    except _NeedsNameError as needs:
        if needs.name is not name:
            raise
        return None
    return call(word, scope.node(source), test)


def _unfilled(node: Node) -> Node:
    """Return the list behind ``{$ifNull: [list, []]}``."""
    if isinstance(node, Call) and node.operator == "$ifNull" and len(node.arguments) == 2:
        first, second = node.arguments
        if isinstance(second, ListLiteral) and not second.items:
            return first
        if isinstance(second, Literal) and second.value == []:
            return first
    return node


def _list_test(scope: ToInfix, node: Call) -> Node | None:
    left, right = node.arguments
    if not isinstance(right, Literal) or right.value != 0 or (kept := _kept(left)) is None:
        return None
    words = {"$gt": ("any",), "$eq": ("all", "none")}.get(node.operator, ())
    for word in words:
        candidate = _predicate(scope, word, kept)
        if candidate is not None and scope.gives_back(candidate, node):
            return candidate
    return None


def _text_test(scope: ToInfix, node: Call) -> Node | None:
    left, right = node.arguments
    word = {"$gte": "contains", "$eq": "startswith"}.get(node.operator)
    if word is None or not isinstance(right, Literal) or right.value != 0:
        return None
    if not isinstance(left, Call) or left.operator != "$indexOfCP" or len(left.arguments) != 2:
        return None
    candidate = call(word, *map(scope.node, left.arguments))
    return candidate if scope.gives_back(candidate, node) else None


def _all_of(scope: ToInfix, node: Call) -> Node:
    if (folded := _guarded(scope, node)) is not None:
        return folded
    if len(node.arguments) > 1:
        candidate = call("and", *(_by_symbol(scope, item) for item in node.arguments))
        if scope.gives_back(candidate, node):
            return candidate
    return _joined(scope, node, "and")


def _by_symbol(scope: ToInfix, node: Node) -> Node:
    """Return a comparison by its symbol, for a place where those before it say that no side is empty."""
    if not isinstance(node, Call) or node.operator not in ("$lt", "$lte") or len(node.arguments) != 2:
        return scope.condition(node)
    left, right = map(scope.typed, node.arguments)
    if left is None or right is None or left.kind.name != right.kind.name or left.kind.name not in SCALARS:
        return scope.condition(node)
    return call(_SYMBOLS[node.operator], *map(scope.node, node.arguments))


def _guarded(scope: ToInfix, node: Call) -> Node | None:
    """Return the one infix test that a test behind tests for empty cells says."""
    if len(node.arguments) < 2:
        return None
    last = node.arguments[-1]
    for candidate in _candidates(scope, last):
        if scope.gives_back(candidate, node):
            return candidate
    return None


def _candidates(scope: ToInfix, node: Node) -> Iterator[Node]:
    if not isinstance(node, Call):
        return
    if node.operator in _SYMBOLS and len(node.arguments) == 2:
        left, right = node.arguments
        if (kept := _kept(left)) is not None:
            for word in ("all", "none"):
                found = _predicate(scope, word, kept)
                if found is not None:
                    yield found
        if isinstance(left, Call) and left.operator == "$indexOfCP" and len(left.arguments) == 2:
            for word in ("contains", "startswith"):
                yield call(word, *map(scope.node, left.arguments))
        yield call(_SYMBOLS[node.operator], scope.node(left), scope.node(right))
    if node.operator == "$in" and len(node.arguments) == 2:
        yield call("contains", scope.node(_unfilled(node.arguments[1])), scope.node(node.arguments[0]))
    if node.operator == "$allElementsTrue" and scope.element_of(_first_list(node)).name == "boolean":
        yield call("all", scope.node(_first_list(node)))
    if node.operator == "$not" and isinstance(node.arguments[0], Call):
        source = _first_list(node.arguments[0])
        if scope.element_of(source).name == "boolean":
            yield call("none", scope.node(source))


def _first_list(node: Call) -> Node:
    return _unfilled(node.arguments[0] if node.arguments else Literal(None))


def _any_of(scope: ToInfix, node: Call) -> Node:
    return _joined(scope, node, "or")


def _joined(scope: ToInfix, node: Call, word: str) -> Node:
    parts = [scope.condition(item) for item in node.arguments]
    if not parts:
        return Literal(word == "and")
    if len(parts) > 1:
        return call(word, *parts)
    whole = not scope.is_condition(node.arguments[0]) or not scope.may_be_null(node.arguments[0])
    return parts[0] if whole else call("$cond", parts[0], Literal(True), Literal(False))


def _not(scope: ToInfix, node: Call) -> Node:
    if len(node.arguments) != 1:
        return scope.plain(node)
    return call("not", scope.condition(node.arguments[0]))


def _in(scope: ToInfix, node: Call) -> Node:
    if len(node.arguments) != 2:
        return scope.plain(node)
    item, items = node.arguments
    candidate = call("in", scope.node(item), scope.node(_unfilled(items)))
    typed = scope.typed(item)
    same = typed is not None and typed.kind.name in SCALARS
    listed = scope.typed(items)
    if not same or listed is None or listed.kind.element is None or listed.kind.element.name not in SCALARS:
        return scope.plain(node)
    return candidate if scope.gives_back(candidate, node) else scope.plain(node)


def _any_true(scope: ToInfix, node: Call) -> Node:
    source = _first_list(node)
    if scope.element_of(source).name not in ("boolean", "null"):
        return scope.plain(node)
    candidate = call("any", scope.node(source))
    return candidate if scope.gives_back(candidate, node) else scope.plain(node)


def _choice(scope: ToInfix, node: Call) -> Node:
    """Return the count of a list that may be null, which is written with ``$cond``."""
    if len(node.arguments) != 3 or not isinstance(node.arguments[2], Call):
        return scope.plain(node)
    size = node.arguments[2]
    kept = _kept(size)
    if kept is not None:
        candidate = _predicate(scope, "count", kept)
    elif size.operator == "$size" and len(size.arguments) == 1:
        candidate = call("count", scope.node(_unfilled(size.arguments[0])))
    else:
        candidate = None
    found = candidate is not None and scope.gives_back(candidate, node)
    return candidate if found and candidate is not None else scope.plain(node)


def _regex(scope: ToInfix, node: Call) -> Node:
    """Return a pattern with its options as one literal, which 'matches' takes."""
    text, pattern, options = (node.argument(name) for name in ("input", "regex", "options"))
    if text is None or pattern is None:
        return scope.plain(node)
    if options is not None:
        constant = isinstance(options, Literal) and isinstance(options.value, str)
        if not constant or not isinstance(pattern, Literal) or not isinstance(pattern.value, str):
            return scope.plain(node)
        if not pattern.value or "\n" in pattern.value:
            return scope.plain(node)
        assert isinstance(options, Literal)
        pattern = Regex(pattern.value, options.value)
    return Call("$regexMatch", (), (("input", scope.node(text)), ("regex", scope.node(pattern))))


def _over_list(scope: ToInfix, node: Call) -> Node:
    source = node.argument("input")
    inside = "cond" if node.operator == "$filter" else "in"
    body = node.argument(inside)
    if source is None or body is None:
        return scope.plain(node)
    parts = {name: scope.node(item) for name, item in node.named if name in ("input", "limit")}
    old, kind = variable_name(node), scope.element_of(source)
    name = Name(old, None, kind)
    try:
        with scope.bound(name):
            parts[inside] = scope.node(body)
    except _NeedsNameError as needs:
        if needs.name is not name:
            raise
        name = Name(old, scope.free_name("item") if old == "it" else old, kind)
        with scope.bound(name):
            parts[inside] = scope.node(body)
    parts["as"] = Literal(name.new or "it")
    order = ("input", "as", "cond", "in", "limit")
    return Call(node.operator, (), tuple((name, parts[name]) for name in order if name in parts))


def _reduce(scope: ToInfix, node: Call) -> Node:
    source = node.argument("input")
    element = OTHER if source is None else scope.element_of(source)
    initial = node.argument("initialValue")
    typed = None if initial is None else scope.typed(initial)
    value = OTHER if typed is None else typed.kind
    return _with_names(scope, node, [Name("this", "this", element), Name("value", "value", value)])


def _let(scope: ToInfix, node: Call) -> Node:
    given = node.argument("vars")
    names = []
    for name, item in given.fields if isinstance(given, Struct) else ():
        typed = scope.typed(item)
        names.append(Name(name, name, OTHER if typed is None else typed.kind))
    return _with_names(scope, node, names)


def _with_names(scope: ToInfix, node: Call, names: list[Name]) -> Node:
    parts = []
    for name, item in node.named:
        with scope.bound(*names if name == "in" else ()):
            parts.append((name, scope.node(item)))
    return Call(node.operator, (), tuple(parts))


_RULES: dict[str, Callable[[ToInfix, Call], Node]] = {
    **dict.fromkeys(_SYMBOLS, _comparison),
    "$cond": _choice,
    "$and": _all_of,
    "$or": _any_of,
    "$not": _not,
    "$in": _in,
    "$anyElementTrue": _any_true,
    "$regexMatch": _regex,
    "$filter": _over_list,
    "$map": _over_list,
    "$reduce": _reduce,
    "$let": _let,
}
