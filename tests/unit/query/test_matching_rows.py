"""Rows matched on keys, beside a plain reading of the rule, on keys of every shape."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from dsviz_widget.query import DuckEngine, Matching, Query

KEYS = st.lists(st.none() | st.integers(0, 4), max_size=7)
Rows = list[tuple[int | None, ...]]


def query_of(keys: list[int | None]) -> Query:
    rows = {"k": pa.array(keys, pa.int64()), "row": pa.array(range(len(keys)), pa.int64())}
    return Query().bind(DuckEngine(pa.table(rows)))


def rows_of(query: Query, tables: int) -> Rows:
    found = query.to_arrow().to_pydict()
    return list(zip(*(found[f"{number}.row"] for number in range(tables)), strict=True))


def joined(first: list[Any], second: list[Any], how: str) -> Rows:
    rows: Rows = []
    for i, key in enumerate(first):
        mine: Rows = [(i, j) for j, other in enumerate(second) if key is not None and key == other]
        rows += mine or ([] if how == "inner" else [(i, None)])
    if how == "outer":
        rows += [(None, j) for j, key in enumerate(second) if key is None or key not in first]
    return rows


def compared(tables: list[list[Any]]) -> Rows:
    """Return rows by (key, how often it came before); a row without a key is alone."""
    whole: dict[Any, list[int | None]] = {}
    for number, keys in enumerate(tables):
        seen: Counter[Any] = Counter()
        for row, key in enumerate(keys):
            place = (number, row) if key is None else ("key", key, seen[key])
            seen[key] += 1
            whole.setdefault(place, [None] * len(tables))[number] = row

    def order(row: list[int | None]) -> list[Any]:
        return [(number is None, number or 0) for number in row]

    return [tuple(row) for row in sorted(whole.values(), key=order)]


@settings(max_examples=40)
@given(KEYS, KEYS, st.sampled_from(["inner", "left", "outer"]))
def test_a_join_puts_each_row_beside_every_equal_one(first: list[Any], second: list[Any], how: Any) -> None:
    query = query_of(first).join(query_of(second), on="k", how=how)
    assert rows_of(query, 2) == joined(first, second, how)
    assert query.select("k").to_arrow().column("k").to_pylist() == [
        first[i] if i is not None else second[j] for i, j in joined(first, second, how)
    ]


@settings(max_examples=40)
@given(st.lists(KEYS, min_size=2, max_size=4))
def test_a_comparison_puts_the_nth_of_a_key_beside_the_nth(tables: list[list[Any]]) -> None:
    first, *others = map(query_of, tables)
    query = first.compare(*others, on="k")
    assert rows_of(query, len(tables)) == compared(tables)
    keys = [set(table) - {None} for table in tables]
    counts = [Counter(key for key in table if key is not None) for table in tables]
    held = [[key in mine for mine in keys] for key in set().union(*keys)]
    assert query.matching() == Matching(
        in_all=sum(all(there) for there in held),
        in_some=sum(1 < sum(there) < len(tables) for there in held),
        only_in=tuple(sum(there[n] and sum(there) == 1 for there in held) for n in range(len(tables))),
        repeated_keys=tuple(sum(n > 1 for n in count.values()) for count in counts),
        repeated_rows=tuple(sum(n for n in count.values() if n > 1) for count in counts),
        empty_keys=tuple(table.count(None) for table in tables),
    )


@settings(max_examples=40)
@given(st.lists(KEYS, min_size=2, max_size=4))
def test_a_concatenation_has_every_row_in_turn(tables: list[list[Any]]) -> None:
    first, *others = map(query_of, tables)
    found = first.concat(*others).to_arrow()
    expected = [(number, key) for number, table in enumerate(tables) for key in table]
    assert list(zip(*(found.column(name).to_pylist() for name in ("table", "k")), strict=True)) == expected


SAME = [1, 3, 4, 9]


@settings(max_examples=40)
@given(st.sampled_from([SAME, [], [7]]), st.data())
def test_tables_with_the_same_keys_in_the_same_order_match_row_by_row(keys: list[int], data: Any) -> None:
    changed = list(keys)
    if keys and data.draw(st.booleans(), label="one key differs"):
        changed[data.draw(st.integers(0, len(keys) - 1), label="which")] = data.draw(st.none() | st.just(3))
    tables: list[list[Any]] = [keys, changed, keys]
    query = query_of(keys).compare(*(query_of(other) for other in tables[1:]), on="k")
    assert rows_of(query, 3) == compared(tables)
    matching = query.matching()
    wanted = [set(other) - {None} for other in tables]
    assert matching.in_all == len(set.intersection(*wanted))
    assert matching.empty_keys == tuple(other.count(None) for other in tables)
    for how in ("inner", "left", "outer"):
        joined_query = query_of(keys).join(query_of(changed), on="k", how=how)
        assert rows_of(joined_query, 2) == joined(keys, changed, how)
