"""Columns and groups of compared tables, each table by itself, beside pandas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from dsviz_widget.errors import Cancelled, QueryError, UnknownColumn
from dsviz_widget.query import DuckEngine, LaneAnswers, Query, Task

ROWS = 400


def make_table(seed: int) -> pa.Table:
    rng = np.random.default_rng(seed)
    ids = rng.permutation(ROWS)[: ROWS - 60]
    columns = {
        "id": ids,
        "acc": pa.array(rng.random(len(ids)) + seed, mask=rng.random(len(ids)) < 0.1),
        "hits": rng.integers(0, 7, len(ids)),
        "pred": pa.array(rng.choice(["cat", "dog", "owl"], len(ids)), mask=rng.random(len(ids)) < 0.1),
        "sure": rng.random(len(ids)) < 0.5,
        "when": pa.array(
            np.datetime64("2026-01-01T00:00:00", "us") + rng.integers(0, 9, len(ids)) * 86_400_000_000
        ),
        "tags": pa.array([["a"] if i % 2 else ["b", "c"] for i in ids]),
    }
    if seed == 1:
        del columns["sure"]
    return pa.table(columns)


TABLES = [make_table(seed) for seed in range(3)]
FRAMES = [table.to_pandas().set_index("id") for table in TABLES]


def compared(count: int) -> Query:
    first, *others = (Query().bind(DuckEngine(table)) for table in TABLES[:count])
    return first.compare(*others, on="id")


@pytest.fixture(scope="module", params=[2, 3])
def answers(request: pytest.FixtureRequest) -> LaneAnswers:
    engine = compared(request.param).engine
    assert isinstance(engine, DuckEngine)
    return LaneAnswers(engine)


def tables_of(answers: LaneAnswers) -> range:
    return range(answers.lanes(Query()).count)


def test_a_head_has_one_axis_and_the_counts_of_each_table(answers: LaneAnswers) -> None:
    head = answers.heads(Query(), ["acc"], bins=8)["acc"]
    every = pd.concat([FRAMES[k].acc for k in tables_of(answers)])
    edges = np.linspace(every.min(), every.max(), 9)
    assert (head["low"], head["high"], head["kind"]) == (every.min(), every.max(), "number")
    for k in tables_of(answers):
        assert head["counts"][k] == np.histogram(FRAMES[k].acc.dropna(), edges)[0].tolist()
        assert head["means"][k] == pytest.approx(FRAMES[k].acc.mean())
        assert head["missing"][k] == FRAMES[k].acc.isna().sum()


def both(name: str) -> pd.DataFrame:
    """Return a column of the first two tables beside each other, in rows that both have."""
    return pd.DataFrame(
        {k: FRAMES[k][name] for k in (0, 1)}, index=FRAMES[0].index.intersection(FRAMES[1].index)
    )


@pytest.mark.parametrize("name", ["acc", "hits", "pred", "when"])
def test_a_head_counts_the_rows_that_differ(name: str) -> None:
    head = LaneAnswers(compared(2).engine).heads(Query(), [name])[name]
    beside = both(name)
    same = (beside[0] == beside[1]) | (beside[0].isna() & beside[1].isna())
    assert (head["compared"], head["changed"]) == (len(beside), int((~same).sum()))


def test_a_head_of_text_lists_the_values_of_each_table(answers: LaneAnswers) -> None:
    query = Query().filter("$0.hits > 2")
    head = answers.heads(query, ["pred"])["pred"]
    kept = FRAMES[0].index[FRAMES[0].hits > 2]
    for k in tables_of(answers):
        mine = FRAMES[k].loc[FRAMES[k].index.isin(kept)].pred.value_counts()
        assert {item["value"]: item["count"] for item in head["values"][k]} == mine.to_dict()
    assert head["distinct"] == [3] * len(tables_of(answers))


def test_a_clause_on_two_tables_keeps_the_rows_of_all() -> None:
    answers = LaneAnswers(compared(2).engine)
    head = answers.heads(Query().filter("$1.acc - $0.acc > 1.1"), ["acc"], bins=5)["acc"]
    beside = both("acc")
    count = int((beside[1] - beside[0] > 1.1).sum())
    assert [sum(counts) for counts in head["counts"]] == [count, count]


def test_what_a_table_lacks_is_told_apart_from_nothing(answers: LaneAnswers) -> None:
    head = answers.heads(Query(), ["sure"])["sure"]
    assert head["values"][1] is None
    assert head["distinct"][1] is None
    page = answers.group_page(Query(), "sure", "rows", 0, 5, ["acc"])
    assert [group["rows"][1] for group in page["groups"]] == [None, None]
    assert page["groups"][0]["cells"]["acc"]["counts"][1] is None
    by_pred = answers.group_page(Query(), "pred", "rows", 0, 5, ["sure"])
    assert by_pred["groups"][0]["cells"]["sure"]["top"][1] is None


def test_dates_lists_and_the_key_have_heads(answers: LaneAnswers) -> None:
    heads = answers.heads(Query(), ["when", "tags", "id", "gone"])
    assert heads["when"]["kind"] == "timestamp"
    assert heads["when"]["low"].startswith("2026-01-01")
    assert heads["tags"]["kind"] == "other"
    if len(tables_of(answers)) == 2:
        assert heads["tags"]["changed"] == 0
    assert heads["id"]["kind"] == "number"
    assert "gone" not in heads


def test_a_key_of_text_has_a_head() -> None:
    first = Query().bind(DuckEngine(pa.table({"id": ["a", "b"]})))
    second = Query().bind(DuckEngine(pa.table({"id": ["b", "c"]})))
    head = LaneAnswers(first.compare(second, on="id").engine).heads(Query(), ["id"])["id"]
    assert (head["distinct"], head["compared"], head["changed"]) == ([2, 2], 1, 0)
    assert [[item["value"] for item in values] for values in head["values"]] == [["a", "b"], ["b", "c"]]


def expected_sizes(name: str, count: int) -> dict[Any, list[int]]:
    found: dict[Any, list[int]] = {}
    for k in range(count):
        if name not in FRAMES[k]:
            continue
        for value, rows in FRAMES[k].groupby(name, dropna=False).size().items():
            key = None if pd.isna(value) else value
            found.setdefault(key, [0] * count)[k] = int(rows)
    return found


@pytest.mark.parametrize("name", ["pred", "hits"])
def test_each_table_is_grouped_by_its_own_value(answers: LaneAnswers, name: str) -> None:
    page = answers.group_page(Query(), name, "key", 0, 50, [])
    found = {group["key"]: group["rows"] for group in page["groups"]}
    count = len(tables_of(answers))
    assert found == expected_sizes(name, count)
    assert list(found) == sorted(found, key=lambda key: (key is not None, key))
    assert page["rows"] == [len(FRAMES[k]) for k in range(count)]


def test_groups_are_sorted_by_the_largest_change(answers: LaneAnswers) -> None:
    for sort in ("change", "rows"):
        page = answers.group_page(Query(), "hits", sort, 0, 50, [])

        def weight(rows: list[int], sort: str = sort) -> int:
            return sum(rows) if sort == "rows" else max(abs(n - rows[0]) for n in rows)

        weights = [weight(group["rows"]) for group in page["groups"]]
        assert weights == sorted(weights, reverse=True)
        turned = answers.group_page(Query(), "hits", f"-{sort}", 0, 50, [])
        weights = [weight(group["rows"]) for group in turned["groups"]]
        assert weights == sorted(weights)


def test_groups_are_sorted_by_the_change_of_a_mean() -> None:
    answers = LaneAnswers(compared(2).engine)
    page = answers.group_page(Query(), "hits", "mean(acc)", 0, 50, [])
    means = [FRAMES[k].groupby("hits").acc.mean() for k in (0, 1)]
    expected = (means[1] - means[0]).abs().sort_values(ascending=False)
    assert [group["key"] for group in page["groups"]] == expected.index.tolist()


def test_cells_have_the_numbers_of_each_table(answers: LaneAnswers) -> None:
    page = answers.group_page(Query(), "pred", "key", 1, 3, ["acc", "hits", "pred"], bins=6)
    axis = page["axes"]["acc"]
    edges = np.linspace(axis["low"], axis["high"], 7)
    for group in page["groups"]:
        for k in tables_of(answers):
            mine = FRAMES[k][FRAMES[k].pred == group["key"]]
            cell = group["cells"]["acc"]
            assert cell["counts"][k] == np.histogram(mine.acc.dropna(), edges)[0].tolist()
            assert cell["means"][k] == pytest.approx(mine.acc.mean())
            assert cell["sds"][k] == pytest.approx(mine.acc.std())
            assert cell["missing"][k] == mine.acc.isna().sum()
            assert group["cells"]["hits"]["counts"][k] == np.histogram(mine.hits, [0, 2, 4, 6, 8])[0].tolist()
            assert group["cells"]["pred"]["top"][k] == [{"value": group["key"], "count": len(mine)}]
    assert (page["total"], len(page["groups"])) == (4, 3)


def test_pictures_that_moved_come_first() -> None:
    answers = LaneAnswers(compared(2).engine)
    engine = answers.engine
    page = answers.group_page(Query(), "pred", "key", 1, 3, [], pictures=6)
    for group, shown in zip(page["groups"], page["pictures"], strict=True):
        ids = [row["row"] for row in shown["rows"]]
        rows = engine.take(ids, ["0.pred", "1.pred"]).to_pylist()
        assert [row["side"] for row in shown["rows"]] == [0, 0, 0, 1, 1, 1]
        for item, row in zip(shown["rows"], rows, strict=True):
            assert item["moved"]
            assert row[f"{item['side']}.pred"] == group["key"]
            assert row["0.pred"] != row["1.pred"]
        members = [FRAMES[k].index[FRAMES[k].pred == group["key"]] for k in (0, 1)]
        assert shown["total"] == len(members[0].union(members[1]))


def test_rows_that_one_table_has_have_not_moved() -> None:
    first = Query().bind(DuckEngine(pa.table({"id": [1, 2], "p": ["a", "b"]})))
    second = Query().bind(DuckEngine(pa.table({"id": [2, 3], "p": ["b", "b"]})))
    answers = LaneAnswers(first.compare(second, on="id").engine)
    page = answers.group_page(Query(), "p", "key", 0, 9, [], pictures=4)
    moved = [[(row["row"], row["side"], row["moved"]) for row in shown["rows"]] for shown in page["pictures"]]
    assert moved == [[(0, 0, False)], [(1, 0, False), (2, 1, False)]]
    assert [group["rows"] for group in page["groups"]] == [[1, 0], [1, 2]]


def test_pictures_follow_the_order_of_the_query() -> None:
    answers = LaneAnswers(compared(2).engine)
    query = Query().filter("$0.pred == 'cat' and $1.pred == 'dog'").sort("-$0.acc")
    shown = answers.group_page(query, "pred", "key", 0, 1, [], pictures=5)["pictures"][0]
    order = answers.engine.order(query).slice(0, 5).tolist()
    assert [row["row"] for row in shown["rows"]] == order


@pytest.mark.parametrize("by", ["tags", "hits > 3", "len(tags) + hits", "if(hits > 3, 'many', null)", "when"])
def test_any_expression_groups(answers: LaneAnswers, by: str) -> None:
    page = answers.group_page(Query(), by, "rows", 0, 100, ["acc"])
    assert page["rows"] == [len(FRAMES[k]) for k in tables_of(answers)]
    sizes = [[group["rows"][k] for group in page["groups"]] for k in tables_of(answers)]
    assert [sum(rows) for rows in sizes] == page["rows"]


def test_keys_of_different_kinds_are_different_groups() -> None:
    first = Query().bind(DuckEngine(pa.table({"id": [1, 2], "p": ["1", "b"]})))
    second = Query().bind(DuckEngine(pa.table({"id": [1, 2], "p": [1.0, 2.5]})))
    answers = LaneAnswers(first.compare(second, on="id").engine)
    page = answers.group_page(Query(), "p", "rows", 0, 9, [])
    assert sorted((str(group["key"]), group["rows"]) for group in page["groups"]) == [
        ("1", [0, 1]), ("1", [1, 0]), ("2.5", [0, 1]), ("b", [1, 0]),
    ]  # fmt: skip
    assert answers.heads(Query(), ["p"])["p"] == {"kind": "other", "compared": 2, "changed": 2}


def test_tables_after_each_other_are_lanes_too() -> None:
    first, second = (Query().bind(DuckEngine(table)) for table in TABLES[:2])
    answers = LaneAnswers(first.concat(second).engine)
    page = answers.group_page(Query(), "pred", "key", 0, 9, ["acc", "sure"], pictures=2)
    assert {group["key"]: group["rows"] for group in page["groups"]} == expected_sizes("pred", 2)
    assert not any(row["moved"] for shown in page["pictures"] for row in shown["rows"])
    head = answers.heads(Query(), ["acc"])["acc"]
    assert [sum(counts) for counts in head["counts"]] == [FRAMES[k].acc.notna().sum() for k in (0, 1)]
    assert head["compared"] == 0


def test_pages_are_of_one_order_and_kept() -> None:
    answers = LaneAnswers(compared(2).engine)
    pages = [answers.group_page(Query(), "id", "rows", start, 100, ["acc"]) for start in (0, 100)]
    keys = [group["key"] for page in pages for group in page["groups"]]
    assert len(set(keys)) == 200
    assert answers.group_page(Query(), "id", "rows", 100, 100, ["acc"]) is pages[1]
    assert answers.group_page(Query(), "id", "rows", 10_000, 100, ["acc"])["groups"] == []


def test_errors_say_what_to_do(answers: LaneAnswers) -> None:
    with pytest.raises(UnknownColumn, match="no column 'prad'"):
        answers.group_page(Query(), "prad", "rows", 0, 5, [])
    with pytest.raises(QueryError, match="cannot be sorted by 'color'"):
        answers.group_page(Query(), "pred", "color", 0, 5, [])
    with pytest.raises(QueryError, match="needs a column of numbers"):
        answers.group_page(Query(), "hits", "mean(pred)", 0, 5, [])
    stopped = Task()
    stopped.cancel()
    with pytest.raises(Cancelled):
        answers.group_page(Query().filter("$0.hits < 5"), "pred", "rows", 0, 5, ["acc"], task=stopped)


@pytest.mark.parametrize("by", [
    "pred", "hits", "sure", "when", "tags", "hits > 3", "{$add: ['$hits', 1]}", "$*.hits % 2",
    "any(tags, it == 'a')",
])  # fmt: skip
def test_a_group_has_clauses_that_keep_its_rows(answers: LaneAnswers, by: str) -> None:
    engine = answers.engine
    for group in answers.group_page(Query(), by, "key", 0, 4, [], pictures=1)["groups"]:
        for k, text in enumerate(group["clauses"]):
            rows = None if text is None else engine.count(Query().filter(f"${k}.present").filter(text))
            assert rows == group["rows"][k], text
    page = answers.group_page(Query(), by, "key", 0, 4, [], pictures=1)
    for group, shown in zip(page["groups"], page["pictures"], strict=True):
        assert engine.count(Query().filter(group["clause"])) == shown["total"]


def test_a_clause_that_could_mean_something_else_is_none() -> None:
    rows = pa.table({"id": [1], "n": [1], "boxes": [[{"n": 1}]]})
    first, second = (Query().bind(DuckEngine(rows)) for _ in range(2))
    answers = LaneAnswers(first.compare(second, on="id").engine)
    (group,) = answers.group_page(Query(), "any(boxes, n == 1)", "key", 0, 4, [])["groups"]
    assert (group["rows"], group["clause"]) == ([1, 1], None)


@pytest.mark.parametrize("clause", ["$0.acc < 0.1", "$*.acc < 5", "$1.acc is null and $0.hits > 4"])
def test_few_rows_and_many_are_told_alike(answers: LaneAnswers, clause: str) -> None:
    engine = answers.engine
    query = Query().derive(gap="$1.acc - $0.acc").filter(clause).sort("gap")
    kept = {
        k: f"$0.present and ({clause})".replace("$0.present", f"${k}.present") for k in tables_of(answers)
    }
    counts = [engine.count(Query().filter(text)) for text in kept.values()]
    page = answers.group_page(query, "pred", "key", 0, 9, ["acc", "gap"], pictures=3)
    assert page["rows"] == counts
    head = answers.heads(query, ["acc"])["acc"]
    assert [sum(c) + m for c, m in zip(head["counts"], head["missing"], strict=True)] == counts
    assert (head["low"], head["high"]) == tuple(
        answers.heads(Query(), ["acc"])["acc"][n] for n in ("low", "high")
    )
    matching = set(engine.order(query).slice(0, engine.row_count).tolist())
    assert {row["row"] for shown in page["pictures"] for row in shown["rows"]} <= matching


def test_a_limit_keeps_the_first_rows(answers: LaneAnswers) -> None:
    query = Query().sort("-$0.acc").limit(7)
    page = answers.group_page(query, "pred", "key", 0, 9, ["acc"])
    assert page["rows"][0] == 7
