"""Random expressions that MongoDB's types allow, over one table, for comparing engines with the reference.

An expression is made for a kind of value, from smaller ones, and shrinks towards a column or a constant.
What the manual leaves open is left out: the order of a set, sums whose last bits depend on their order, and
whole numbers beyond 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tests.unit.query.conformance.random_table import TABLE as TABLE

Strategy = st.SearchStrategy[Any]
Scope = tuple[tuple[str, str], ...]
"""Variables that may be named, each with its kind, outermost first."""

_COLUMNS = {
    "whole": ["$n", "$i", "$o.k"],
    "real": ["$x", "$y", "$o.in.x"],
    "text": ["$s", "$t", "$o.t"],
    "truth": ["$b"],
    "date": ["$d"],
    "wholes": ["$ints", "$boxes.k"],
    "reals": ["$boxes.acc"],
    "texts": ["$tags", "$boxes.tag"],
    "boxes": ["$boxes"],
    "mixes": ["$bag"],
    "object": ["$o"],
    "mixed": ["$v", "$w"],
}
_CONSTANTS: dict[str, Strategy] = {
    "whole": st.integers(-3, 9),
    "real": st.sampled_from([0.5, -1.5, 2.25, 0.0, 1e3]),
    "text": st.sampled_from(["a", "", "abc", "B", "🚀"]),
    "truth": st.booleans(),
    "date": st.sampled_from([datetime(2020, 1, 1), datetime(2021, 6, 1, 12, 30)]),
    "wholes": st.lists(st.integers(-2, 4), max_size=3),
    "texts": st.lists(st.sampled_from(["a", "b", "abc"]), max_size=2),
    "mixes": st.lists(st.sampled_from([1, "a", True, 2.5, None, "5"]), max_size=3),
    "reals": st.lists(st.sampled_from([0.5, -1.5, 3.0]), max_size=2),
}
ZONES = st.sampled_from(["America/New_York", "+05:30", "-03"])
_ELEMENTS = {"wholes": "whole", "reals": "real", "texts": "text", "boxes": "box", "mixes": "mixed"}
_BOX_FIELDS = {"whole": "k", "real": "acc", "text": "tag"}


def _leaves(kind: str, scope: Scope) -> Strategy:
    names = list(_COLUMNS.get(kind, []))
    for name, bound in scope:
        if bound == kind:
            names.append(f"$${name}")
        elif bound == "box" and kind in _BOX_FIELDS:
            names.append(f"$${name}.{_BOX_FIELDS[kind]}")
    leaves = [st.sampled_from(names)] if names else []
    if kind in _CONSTANTS:
        leaves.append(_CONSTANTS[kind])
    return st.one_of(leaves or [st.none()])


@cache
def expressions(kind: str, depth: int, scope: Scope = ()) -> Strategy:
    """Return expressions of a kind of value, at most `depth` operators deep."""
    leaves = _leaves(kind, scope)
    if depth == 0:
        return leaves
    smaller = Smaller(depth - 1, scope)
    return st.deferred(lambda: pick(leaves, *_MAKERS[kind](smaller), *_any_kind(smaller, kind)))


def pick(leaves: Strategy, *makers: Strategy) -> Strategy:
    """Return one strategy or another: a leaf now and then, every other one as often as the next."""
    # `one_of` would look into what it is given, and take each of their parts for one choice.
    choices = [leaves] * (len(makers) // 4) + list(makers)
    return st.integers(0, len(choices) - 1).flatmap(lambda index: choices[index])


class Smaller:
    """Gives the parts of an expression: each attribute is a kind of value."""

    def __init__(self, depth: int, scope: Scope) -> None:
        self.depth = depth
        self.scope = scope

    def __getattr__(self, kind: str) -> Strategy:
        return expressions(kind, self.depth, self.scope)

    def leaf(self, kind: str) -> Strategy:
        """Return columns and constants of a kind."""
        return expressions(kind, 0, self.scope)

    def anything(self) -> Strategy:
        """Return expressions of every kind."""
        return self._one_of(COMPARABLE)

    def condition(self) -> Strategy:
        """Return expressions of every kind but an object, which is refused where a condition stands."""
        return self._one_of([kind for kind in COMPARABLE if kind != "object"])

    def _one_of(self, kinds: list[str]) -> Strategy:
        return st.sampled_from(kinds).flatmap(lambda kind: expressions(kind, self.depth, self.scope))

    def within(self, name: str, element: str, kind: str) -> Strategy:
        """Return expressions that may name the element of a list."""
        return expressions(kind, self.depth, (*self.scope, (name, element)))


def call(name: str, *parts: Strategy) -> Strategy:
    """Return calls of an operator with arguments by position."""
    return st.tuples(*parts).map(lambda found: {name: list(found)})


def named(name: str, **parts: Strategy) -> Strategy:
    """Return calls of an operator with arguments by name."""
    return st.fixed_dictionaries(parts).map(lambda found: {name: found})


def _several(name: str, part: Strategy, least: int = 1, most: int = 3) -> Strategy:
    return st.lists(part, min_size=least, max_size=most).map(lambda found: {name: found})


def _any_kind(of: Smaller, kind: str) -> list[Strategy]:
    """Return what makes a value of any kind: branches, and variables."""
    same = expressions(kind, of.depth, of.scope)
    bound = st.sampled_from(["whole", "text", "real", "box"]).flatmap(
        lambda held: st.tuples(
            call("$first", of.boxes) if held == "box" else expressions(held, of.depth, of.scope),
            of.within("held", held, kind),
        )
    )
    return [
        call("$cond", of.truth, same, same | st.none()),
        call("$ifNull", same, same),
        st.tuples(st.lists(st.tuples(of.truth, same), min_size=1, max_size=2), same | st.none()).map(_switch),
        bound.map(lambda found: {"$let": {"vars": {"held": found[0]}, "in": found[1]}}),
    ]


def _switch(found: tuple[list[tuple[Any, Any]], Any]) -> dict[str, Any]:
    branches, otherwise = found
    return {"$switch": {"branches": [{"case": c, "then": t} for c, t in branches], "default": otherwise}}


def _whole(of: Smaller) -> list[Strategy]:
    parts = [
        "$year", "$month", "$dayOfMonth", "$hour", "$minute", "$second", "$millisecond", "$dayOfWeek",
        "$dayOfYear", "$isoWeek", "$isoWeekYear", "$isoDayOfWeek", "$week",
    ]  # fmt: skip
    local = named("$hour", date=of.date, timezone=ZONES) | named("$dayOfMonth", date=of.date, timezone=ZONES)
    lists = of.wholes | of.texts | of.boxes | of.mixes
    units = st.sampled_from(["day", "month", "year", "week"])
    return [
        _several("$add", of.whole, least=0),
        call("$subtract", of.whole, of.whole),
        call("$multiply", of.leaf("whole"), st.integers(-3, 3)),
        call("$mod", of.whole, of.whole),
        call("$abs", of.whole),
        call("$cmp", of.whole, of.whole | of.real),
        call("$cmp", of.text, of.text),
        call("$size", lists),
        call("$strLenCP", of.text),
        call("$strLenBytes", of.text),
        call("$indexOfArray", of.wholes, of.whole),
        call("$indexOfCP", of.text, of.text),
        call("$strcasecmp", of.text, of.text),
        call("$arrayElemAt", of.wholes, st.integers(-3, 3)),
        call("$arrayElemAt", of.wholes, of.leaf("whole")),
        _several("$max", of.whole, least=2),
        _several("$min", of.whole, least=2),
        st.tuples(st.sampled_from(["$first", "$last", "$max", "$min", "$sum"]), of.wholes).map(
            lambda found: {found[0]: [found[1]]}
        ),
        st.tuples(st.sampled_from(parts), of.date).map(lambda found: {found[0]: [found[1]]}),
        named("$dateDiff", startDate=of.date, endDate=of.date, unit=units),
        local,
        call("$toInt", of.truth | of.leaf("real")),
        named("$convert", input=of.mixed, to=st.just("int"), onError=of.whole),
        call("$indexOfBytes", of.text, of.text),
        named("$getField", field=st.just("k"), input=of.object),
        call("$bitOr", of.leaf("whole"), of.leaf("whole"), st.integers(0, 7)),
        call("$bitNot", of.leaf("whole")),
        _reduce(of, "whole"),
        call("$bitAnd", of.leaf("whole"), of.leaf("whole")),
        call("$bitXor", of.leaf("whole"), st.integers(0, 7)),
    ]  # fmt: skip


def _reduce(of: Smaller, kind: str) -> Strategy:
    inner = expressions(kind, min(of.depth, 1), (*of.scope, ("value", kind), ("this", kind)))
    items = expressions(f"{kind}s", of.depth, of.scope)
    return named("$reduce", input=items, initialValue=of.leaf(kind), **{"in": inner})


def _real(of: Smaller) -> list[Strategy]:
    number = of.real | of.whole
    return [
        _several("$add", number),
        call("$subtract", number, number),
        call("$multiply", of.leaf("real"), of.leaf("whole")),
        call("$divide", number, number),
        call("$mod", of.real, of.real),
        call("$abs", of.real),
        call("$ceil", of.real),
        call("$floor", of.real),
        call("$trunc", of.real),
        call("$round", of.real),
        call("$round", of.leaf("real"), st.integers(-2, 3)),
        call("$sqrt", number),
        call("$pow", of.leaf("real"), st.integers(-2, 3)),
        call("$toDouble", of.whole),
        _several("$max", number, least=2),
        _several("$min", number, least=2),
        _several("$sum", number, least=2),
        st.tuples(st.sampled_from(["$max", "$min", "$sum", "$avg", "$first", "$last"]), of.reals).map(
            lambda found: {found[0]: [found[1]]}
        ),
        named("$convert", input=of.mixed, to=st.just("double"), onError=of.real, onNull=of.real),
        call("$avg", of.wholes),
    ]  # fmt: skip


def _text(of: Smaller) -> list[Strategy]:
    return [
        _several("$concat", of.text),
        call("$toUpper", of.text),
        call("$toLower", of.text),
        call("$substrCP", of.text, st.integers(0, 3), st.integers(0, 3)),
        *(
            named(name, input=of.text, chars=st.sampled_from([" ", "ab", "b🚀"]))
            for name in ("$trim", "$ltrim", "$rtrim")
        ),
        call("$substrBytes", of.text, st.integers(0, 2), st.integers(-1, 3)),
        named("$replaceAll", input=of.text, find=st.sampled_from(["a", "b", "bc"]), replacement=of.text),
        named("$replaceOne", input=of.text, find=st.sampled_from(["a", "🚀"]), replacement=of.leaf("text")),
        call("$arrayElemAt", of.texts, st.integers(-2, 2)),
        call("$max", of.texts),
        call("$toString", of.whole),
        call("$toString", of.truth),
        of.date.map(lambda found: {"$dateToString": {"date": found, "format": "%Y-%m-%d %H:%M"}}),
        named("$convert", input=of.mixed, to=st.just("string"), onError=of.text),
        st.sampled_from(["$v", "$w", "$s", "$n", "$b", "$d", "$ints", "$o"]).map(
            lambda found: {"$cond": [{"$isNumber": found}, "number", {"$type": found}]}
        ),
        _reduce(of, "text"),
    ]  # fmt: skip


def _truth(of: Smaller) -> list[Strategy]:
    comparison = st.sampled_from(["$eq", "$ne", "$lt", "$lte", "$gt", "$gte"])
    alike = st.sampled_from(COMPARABLE).flatmap(
        lambda kind: st.tuples(*[expressions(kind, of.depth, of.scope)] * 2)
    )
    pair = alike | st.tuples(of.anything(), of.anything() | st.none())
    return [
        st.tuples(comparison, pair).map(lambda found: {found[0]: list(found[1])}),
        st.tuples(comparison, pair).map(lambda found: {found[0]: list(found[1])}),
        _several("$and", of.truth | of.condition(), least=0),
        _several("$or", of.truth | of.condition(), least=0),
        of.truth.map(lambda found: {"$not": [found]}),
        call("$in", of.whole, of.wholes),
        call("$in", of.text, of.texts),
        call("$in", of.mixed, st.just([5, "abc", True, None])),
        call("$in", of.anything(), of.mixes),
        call("$anyElementTrue", of.mixes),
        of.anything().map(lambda found: {"$isNumber": [found]}),
        of.anything().map(lambda found: {"$isArray": [found]}),
        of.anything().map(lambda found: {"$toBool": [found]}),
        call("$setIsSubset", of.wholes, of.wholes),
        call("$setEquals", of.texts, of.texts),
        of.wholes.map(lambda found: {"$anyElementTrue": [found]}),
        of.wholes.map(lambda found: {"$allElementsTrue": [found]}),
        named("$regexMatch", input=of.text, regex=st.sampled_from(["^a", "b$", "[bc]+", "."])),
    ]  # fmt: skip


def _date(of: Smaller) -> list[Strategy]:
    units = st.sampled_from(["day", "week", "month", "quarter", "year", "hour"])
    return [
        named("$dateAdd", startDate=of.date, unit=units, amount=st.integers(-40, 40) | of.leaf("whole")),
        named("$dateSubtract", startDate=of.date, unit=units, amount=st.integers(-40, 40)),
        named("$dateTrunc", date=of.date, unit=units),
        named("$dateTrunc", date=of.date, unit=st.sampled_from(["day", "month", "year"]), timezone=ZONES),
        named("$dateSubtract", startDate=of.date, unit=units, amount=st.integers(-3, 3), timezone=ZONES),
        named("$dateFromString", dateString=of.text, onError=of.date | st.none()),
        named("$convert", input=of.mixed, to=st.just("date"), onError=of.date),
        named("$dateTrunc", date=of.date, unit=units, binSize=st.integers(1, 7)),
        named("$dateFromParts", year=st.integers(1990, 2030), month=of.leaf("whole"), day=of.leaf("whole")),
        call("$add", of.date, of.leaf("whole")),
        _several("$max", of.date, least=2),
    ]  # fmt: skip


def _lists(kind: str) -> Callable[[Smaller], list[Strategy]]:
    element = _ELEMENTS[kind]

    def make(of: Smaller) -> list[Strategy]:
        same = expressions(kind, of.depth, of.scope)
        keep = of.within("one", element, "truth")
        made = [
            st.tuples(same, keep).map(
                lambda found: {"$filter": {"input": found[0], "as": "one", "cond": found[1]}}
            ),
            _several("$concatArrays", same),
            call("$slice", same, st.integers(-3, 3)),
            call("$slice", same, st.integers(-3, 3), st.integers(1, 3)),
            call("$reverseArray", same),
        ]
        if element == "box":
            keys = st.sampled_from([{"k": 1}, {"acc": -1}, {"tag": 1, "k": -1}])
            return [*made, named("$sortArray", input=same, sortBy=keys)]
        sets = st.sampled_from(["$setUnion", "$setIntersection", "$setDifference"])
        in_order = st.tuples(sets, same, same).map(
            lambda found: {"$sortArray": {"input": {found[0]: list(found[1:])}, "sortBy": 1}}
        )
        return [
            *made,
            in_order,
            named("$sortArray", input=same, sortBy=st.sampled_from([1, -1])),
            st.lists(expressions(element, of.depth, of.scope), min_size=1, max_size=3),
            *(_mapped(of, source, element) for source in _ELEMENTS),
            named("$maxN", input=same, n=st.integers(1, 3)),
            *(named(name, input=same, n=st.integers(1, 3)) for name in ("$firstN", "$lastN", "$minN")),
        ]

    return make


def _mapped(of: Smaller, source: str, element: str) -> Strategy:
    items = expressions(source, of.depth, of.scope)
    inner = of.within("each", _ELEMENTS[source], element)
    return st.tuples(items, inner).map(
        lambda found: {"$map": {"input": found[0], "as": "each", "in": found[1]}}
    )


def _object(of: Smaller) -> list[Strategy]:
    return [
        st.fixed_dictionaries({"k": of.whole, "t": of.text}),
        named("$setField", field=st.just("k"), input=of.object, value=of.whole),
        named("$unsetField", field=st.just("t"), input=of.object),
    ]  # fmt: skip


def _mixed(of: Smaller) -> list[Strategy]:
    return [
        st.tuples(st.sampled_from(["$first", "$last", "$max", "$min"]), of.mixes).map(
            lambda found: {found[0]: [found[1]]}
        ),
        call("$cond", of.truth, of.whole, of.text),
        call("$cond", of.truth, of.date, of.truth),
        call("$ifNull", of.text, of.real),
        _several("$max", of.anything(), least=2),
        _several("$min", of.whole | of.text | of.truth, least=2),
        named("$convert", input=of.text, to=st.just("double"), onError=of.text),
        call("$arrayElemAt", st.tuples(of.whole, of.text, of.truth).map(list), st.integers(-1, 2)),
    ]  # fmt: skip


def _inexact(of: Smaller) -> list[Strategy]:
    number = of.real | of.whole
    functions = [
        "$exp",
        "$ln",
        "$log10",
        "$sin",
        "$cos",
        "$tan",
        "$asin",
        "$atan",
        "$sinh",
        "$tanh",
        "$acosh",
    ]
    return [
        st.tuples(st.sampled_from(functions), number).map(lambda found: {found[0]: [found[1]]}),
        call("$log", number, number),
        call("$atan2", number, number),
        call("$pow", number, of.leaf("real")),
        st.tuples(st.sampled_from(["$stdDevPop", "$stdDevSamp", "$avg"]), of.reals | of.wholes).map(
            lambda found: {found[0]: [found[1]]}
        ),
        named("$median", input=of.wholes | of.reals, method=st.just("approximate")),
    ]


def _several_lists(of: Smaller) -> list[Strategy]:
    """Return what makes lists and objects that other expressions do not look into."""
    ends = st.integers(0, 5) | st.just({"$ifNull": ["$i", 2]})
    return [
        named("$zip", inputs=st.tuples(of.wholes, of.texts).map(list), useLongestLength=st.booleans()),
        call("$range", st.integers(-2, 2), ends, st.sampled_from([1, 2, -1])),
        call("$split", of.text, st.sampled_from([" ", "b", "bc"])),
        named("$regexFind", input=of.text, regex=st.sampled_from(["(a)(b)?", "[bc]", "🚀|é"])),
        named("$regexFindAll", input=of.text, regex=st.sampled_from(["(a)(b)?", "[bc]", "."])),
        named("$percentile", input=of.wholes, p=st.just([0.25, 0.9]), method=st.just("approximate")),
        call("$mergeObjects", of.object, st.fixed_dictionaries({"z": of.whole})),
        call("$objectToArray", st.fixed_dictionaries({"a": of.whole, "b": of.real})),
        st.tuples(of.whole, of.whole).map(
            lambda found: {"$arrayToObject": [[["a", found[0]], ["b", found[1]]]]}
        ),
        named("$dateToParts", date=of.date, iso8601=st.booleans()),
        st.tuples(of.whole, of.text, of.mixed).map(list),
    ]


_MAKERS: dict[str, Callable[[Smaller], list[Strategy]]] = {
    "whole": _whole,
    "real": _real,
    "text": _text,
    "truth": _truth,
    "date": _date,
    "wholes": _lists("wholes"),
    "reals": _lists("reals"),
    "texts": _lists("texts"),
    "boxes": _lists("boxes"),
    "mixes": _lists("mixes"),
    "object": _object,
    "mixed": _mixed,
    "inexact": _inexact,
    "several": _several_lists,
}

KINDS = list(_MAKERS)
"""Kinds of value that expressions may be asked for."""

COMPARABLE = [kind for kind in KINDS if kind not in ("inexact", "several")]
"""Kinds of value that are compared: those whose last bits do not depend on how they are computed."""
