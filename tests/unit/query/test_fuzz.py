"""Some thousands of the texts that benchmarks/fuzz.py makes: read or refused, quickly, in little memory."""

from __future__ import annotations

import importlib.util
import random
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import pytest

from dsviz_widget.errors import QueryError
from dsviz_widget.query import Query, complete, read_condition, read_expression

MOST_S = 60
"""No promise of speed: what doubles with each level would take hours."""
SCRIPT = Path(__file__).resolve().parents[3] / "benchmarks" / "fuzz.py"


@pytest.fixture(scope="module")
def fuzz() -> Iterator[ModuleType]:
    """The benchmark as a module."""
    spec = importlib.util.spec_from_file_location("fuzz", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["fuzz"]


@pytest.mark.parametrize("seed", [11, 12])
def test_any_text_is_read_or_refused(fuzz: ModuleType, seed: int) -> None:
    figures = fuzz.run(2000, seed, MOST_S)
    assert sum(figures.get(outcome, 0) for outcome in ("read", "translated")) > 100


def test_the_corpus_itself_makes_sense(fuzz: ModuleType) -> None:
    for text in fuzz.CORPUS:
        read_expression(text, fuzz.SCHEMA)


def test_a_piece_of_each_text_is_read_or_refused_and_completed(fuzz: ModuleType) -> None:
    rng = random.Random(5)
    for text in fuzz.CORPUS:
        for cut in sorted(rng.sample(range(len(text)), 12)):
            fuzz.check(text[:cut], 1)
            complete(text, cut, fuzz.SCHEMA, fuzz.CLASSES)


# What would take forever, or all the memory, or all of the stack.
HUGE = [
    "road" + " + 1" * 5000,
    "road" + " - 1" * 5000,
    "road" + " - n + n" * 200,
    "road" + ".a" * 30_000,
    "'$road" + ".a" * 30_000 + "'",
    "'$$road" + ".a" * 30_000 + "'",
    "abs(" * 60 + "road" + ")" * 60,
    "ifnull(" * 40 + "road" + ", 1)" * 40,
    "if(road > 1, " * 40 + "1" + ", 2)" * 40,
    "filter(" * 30 + "nums" + ", it > 1)" * 30,
    "any(nums, " * 40 + "it > 1" + ")" * 40,
    "map(" * 40 + "nums" + ", it)" * 40,
    "reduce(nums, 0, " * 30 + "value" + ")" * 30,
    "{$reduce: {input: '$nums', initialValue: 0, in: " * 30 + "'$$value'" + "}}" * 30,
    "{$divide: [1, " * 60 + "'$road'" + "]}" * 60,
    "{$ifNull: [" * 60 + "'$road'" + ", 'a']}" * 60,
    "{$cond: ['$flag', " * 60 + "'$road'" + ", 'a']}" * 60,
    "{$cmp: [" * 60 + "'$road'" + ", '$n']}" * 60,
    "{$arrayElemAt: [[" * 30 + "'$road'" + "], 0]}" * 30,
    "{$toString: " * 60 + "'$road'" + "}" * 60,
    "{$round: [" * 60 + "'$road'" + ", 2]}" * 60,
    "{$sqrt: " * 60 + "'$road'" + "}" * 60,
    "{$mergeObjects: [{a: " * 30 + "1" + "}]}" * 30,
    "{$concat: [" * 60 + "'$label'" + ", 'a']}" * 60,
    "{$let: {vars: {a: " * 30 + "'$road'" + "}, in: {$add: ['$$a', '$$a']}}}" * 30,
    "{$eq: [" * 60 + "'$road'" + ", ['$label', {a: 1}]]}" * 60,
    "{$gt: [{a: " * 30 + "'$road'" + "}, {a: 'b'}]}" * 30,
    "{$setUnion: [" * 60 + "'$nums'" + ", ['a']]}" * 60,
    "{$regexMatch: {input: '$label', regex: '" + "(a*)*" * 199 + "'}}",
    "{$regexMatch: {input: '$label', regex: '" + "a{1000}" * 100 + "'}}",
    "label matches /" + "(" * 400 + "a" + ")" * 400 + "/",
    "{$range: [0, 100000000000]}",
    "{$in: ['$n', [" + "1," * 1900 + "]]}",
    "n in [" + "1," * 1900 + "]",
    "[" * 60 + "1" + "]" * 60,
    "not " * 60 + "flag",
    "-" * 60 + "road",
    "\\" * 60_000,
    "'" + "\\'" * 30_000,
    "`" * 65_001,
    "(" * 65_000,
    "1e" + "9" * 60_000,
    "9" * 60_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HUGE, ids=lambda text: text[:24])
def test_what_is_huge_is_refused_or_done_at_once(fuzz: ModuleType, text: str) -> None:
    before, started = fuzz.memory_mb(), time.process_time()
    statement = ""
    with suppress(QueryError):
        read_condition(text, fuzz.SCHEMA)
        statement = fuzz.ENGINE.sql(Query().filter(text))
    complete(text, len(text), fuzz.SCHEMA)
    assert len(statement) < 4_000_000
    assert time.process_time() - started < MOST_S
    assert fuzz.memory_mb() - before < 300
