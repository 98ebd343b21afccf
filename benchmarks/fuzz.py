"""Feed the language a million texts: none may crash it, hang it or fill the memory.

    python benchmarks/fuzz.py --count 1000000 --seed 1

Texts are mutations of a corpus, strings of tokens, and characters from all of Unicode. Each is read
and typed, one in eight is completed at a place in it, and what makes sense is translated and read
again. Only `QueryError` may be raised, with a span inside the text, within a second; the count of
what happened is printed.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa

from dsviz_widget.errors import QueryError
from dsviz_widget.query import (
    DuckEngine,
    Query,
    Schema,
    complete,
    is_mongo,
    parse,
    parse_value,
    read_condition,
    read_expression,
    translate,
)

BOX = pa.struct(
    [
        ("class_id", pa.int64()),
        ("scores", pa.struct([("acc", pa.float64())])),
        ("tags", pa.list_(pa.string())),
    ]
)
COLUMNS = pa.schema(
    [
        ("road", pa.float64()),
        ("n", pa.int64()),
        ("label", pa.string()),
        ("%_Car", pa.float64()),
        ("my col-umn", pa.int32()),
        ("when", pa.timestamp("us")),
        ("flag", pa.bool_()),
        ("nums", pa.list_(pa.int64())),
        ("nested", pa.list_(pa.list_(pa.int64()))),
        ("image", pa.struct([("width", pa.int64()), ("boxes", pa.struct([("pred", pa.list_(BOX))]))])),
        ("scores", pa.map_(pa.int64(), pa.float64())),
        ("meta", pa.map_(pa.string(), pa.string())),
        ("", pa.int64()),
        ("`", pa.int64()),
    ]
)
ENGINE = DuckEngine(COLUMNS.empty_table())
SCHEMA = Schema.from_arrow(COLUMNS)
CLASSES = {"image.boxes.pred": {1: "car", 2: "road sign"}}

CORPUS = [
    "road > 0.05 and label in ['cat', 'dog']",
    "not (n % 2 == 1 or label contains 'a') and flag",
    "any(image.boxes.pred, class_id == 13 and scores.acc > 0.5)",
    "count(filter(image.boxes.pred, any(tags, it startswith 'x'))) >= 2",
    "all(nested, none(it, it > 3)) or nums is not null",
    "label matches /^c[a-z]+t$/i and road between 0.1 and 0.5",
    "if(road > 0.5, 'much', road > 0.1, 'some', 'little') == 'some'",
    "dateTrunc(when, unit='day') == date('2021-04-01') and year(when) > 2020",
    "object(a=road, `b c`=[n, 1]).a",
    "reduce(nums, 0, value + this) / size(nums) > -1.5e3",
    "`my col-umn` * 2 - %_Car <= $0.road and $$ROOT.n is a number",
    "let(object(a=road), in=$$a + 1) > power(2, 3)",
    "map(nums, it * 2)",
    "len(label) == 3 or len(nums) != 3 or meta.key is null",
    "{$gt: ['$0.road', 0.05]}",
    "{$and: [{$lt: ['$n', 5]}, {$ne: ['$label', null]}, {$not: '$flag'}]}",
    "{$gt: [{$size: {$filter: {input: '$0.image.boxes.pred', as: 'box', cond: "
    "{$eq: ['$$box.class_id', 13]}}}}, 0]}",
    "{$let: {vars: {a: '$road', b: {$multiply: ['$n', 2]}}, in: {$add: ['$$a', '$$b']}}}",
    "{$switch: {branches: [{case: {$gt: ['$n', 1]}, then: 'a'}], default: {a: 1, b: '$label'}}}",
    "{$reduce: {input: '$nums', initialValue: 0, in: {$add: ['$$value', '$$this']}}}",
    "{$regexMatch: {input: '$label', regex: /^a(b|c)*d$/ims}}",
    "{$cond: {if: {$eq: [{$type: '$road'}, 'double']}, then: ISODate('2021-04-01'), else: null}}",
    "{$mergeObjects: [{a: 1}, {$literal: {b: ['$x', {$gt: 1}]}}, {$setField: "
    "{field: 'c', input: {}, value: '$$REMOVE'}}]}",
    "{$dateToString: {date: '$when', format: '%Y-%m-%d', timezone: 'Europe/Paris', onNull: 'none'}}",
    "{$in: [{$toLower: '$label'}, ['cat', 'dog', NumberLong('5'), NaN, -Infinity, new Date(0)]]}",
    "{$map: {input: {$zip: {inputs: ['$nums', {$range: [0, 10, 2]}]}}, in: {$arrayElemAt: ['$$this', -1]}}}",
    "{$convert: {input: '$label', to: 'int', onError: 0, onNull: {$literal: null}}}",
    "{$sortArray: {input: '$image.boxes.pred', sortBy: {class_id: 1, 'scores.acc': -1}}}",
    "{$percentile: {input: '$nums', p: [0.5, 0.9], method: 'approximate'}}",
    "{$setUnion: ['$nums', [1, 2, 3]]}",
    "{$eq: ['$scores.13', {$divide: ['$road', {$ifNull: ['$n', 1]}]}]}",
    "'$0.image.boxes.pred.class_id'",
]  # fmt: skip

TOKENS = re.findall(
    r"\S+",
    r"""
    road n label %_Car `my col-umn` when flag nums nested image.boxes.pred class_id it value this meta
    any( all( none( count( filter( map( reduce( if( let( object( size( abs( round( date( dateTrunc( unit= as=
    ( ) [ ] { } , : . ; ` ' " $ $$ $0. $1. $9999999. / // \ | & ! ~ = == === != <> < <= > >= => + - * ** % ^ ?
    and or not in is null nan true false contains startswith endswith matches between none like NaN Infinity
    $gt: $lt: $and: $or: $not: $filter: $map: $reduce: $let: $cond: $switch: $literal: $regexMatch: $where:
    $function: $add: $concat: $size: $sum: $in: $eq: input: cond: as: in: vars: branches: case: then: default:
    '$road' '$$this' '$$ROOT' '$$NOW' '$$REMOVE' '$' '$$' '$.' '$0.' '$a..b' 0 1 -1 1e999 1e-999 .5 5. 0x10
    9223372036854775807 9223372036854775808 99999999999999999999999 'a' "b" '' '\u0000' '\ud800' /a/ /(/ /[/
    /(?=a)/ ISODate('2021-01-01') ISODate('x') new Date(8e15) NumberLong('1') ObjectId('a') undefined true,
    """,
)

_WORD = re.compile(r"\$?\w+")
_WORDS = sorted({word for text in CORPUS for word in _WORD.findall(text)})
_WRAPS_INFIX = ["(@) and (#)", "not (@)", "if(@, 1, 2) > 1", "any(nums, @)", "ifnull(@, 0)", "[@]", "@ or @"]
_WRAPS_MONGO = [
    "{$not: [@]}",
    "{$and: [@, #]}",
    "{$cond: [@, #, 1]}",
    "{$filter: {input: '$nums', cond: @}}",
    "{a: @}",
    "{$ifNull: [@, @]}",
    "{$eq: [@, @]}",
]

SLOWEST_S = 1.0
MOST_GROWTH_MB = 400


def texts(seed: int) -> Iterator[str]:
    """Give texts without end, the same ones for the same seed."""
    rng = random.Random(seed)
    while True:
        kind = rng.random()
        if kind < 0.6:
            yield _mutated(rng, rng.choice(CORPUS))
        elif kind < 0.85:
            glue = rng.choice(["", " ", " ", "\n"])
            yield rng.choice(["", "", "{", "[", "'$"]) + glue.join(rng.choices(TOKENS, k=rng.randint(1, 24)))
        elif kind < 0.99:
            yield "".join(_character(rng) for _ in range(rng.randint(0, 40)))
        else:
            yield _huge(rng)


def _mutated(rng: random.Random, text: str) -> str:
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 4])):
        if rng.random() < 0.6:
            text = _reworded(rng, text)
            continue
        start = rng.randint(0, len(text))
        end = min(len(text), start + rng.randint(0, 8))
        change = rng.randint(0, 7)
        if change == 0:
            text = text[:start] + text[end:]
        elif change == 1:
            text = text[:start] + rng.choice(TOKENS) + text[end:]
        elif change == 2:
            text = text[:start] + text[start:end] * rng.randint(2, 5) + text[end:]
        elif change == 3:
            text = text[:start] + _character(rng) + text[start + 1 :]
        elif change == 4:
            other = rng.choice(CORPUS)
            text = text[:start] + other[rng.randint(0, len(other)) :]
        elif change == 5:
            text = text[:start] + rng.choice(CORPUS) + text[end:]
        elif change == 6:
            text = rng.choice(
                ["({})", "not {}", "{{$not: {}}}", "[{}]", "{{a: {}}}", "if({0}, {0}, 1)"]
            ).format(text)
        else:
            text = text[:start]
    return text[:5000]


def _reworded(rng: random.Random, text: str) -> str:
    """Return a text with a word in it replaced by another, or wrapped in another expression."""
    words = [match.span() for match in _WORD.finditer(text)]
    if not words or rng.random() < 0.2:
        pattern = rng.choice(_WRAPS_MONGO if is_mongo(text) else _WRAPS_INFIX)
        return pattern.replace("@", text).replace("#", rng.choice(CORPUS))
    start, end = rng.choice(words)
    return text[:start] + rng.choice(_WORDS) + text[end:]


def _character(rng: random.Random) -> str:
    if rng.random() < 0.6:
        return chr(rng.randint(32, 126))
    return chr(
        rng.choice(
            [
                rng.randint(0, 31),
                rng.randint(127, 0x2FFF),
                rng.randint(0xD800, 0xDFFF),
                rng.randint(0x3000, 0x10FFFF),
            ]
        )
    )


def _huge(rng: random.Random) -> str:
    piece = rng.choice(
        [*TOKENS, *CORPUS, "(", "[", "{$not: ", "not ", "-", "any(nums, ", "a.", "'", "`", "\\", "/["]
    )
    times = rng.choice([100, 1000, 70_000 // max(1, len(piece)) + 1])
    return (rng.choice(["", "{", "road > "]) + piece * times)[:80_000]


def check(text: str, number: int) -> str:
    """Read a text in every way, and return what became of it.

    Raises
    ------
    AssertionError
        If an error points outside the text, or a translation is not read.
    """
    outcome = _read(text, condition=number % 2 == 0)
    if number % 8 == 0:
        for completion in complete(text, (number * 7919) % (len(text) + 1), SCHEMA, CLASSES):
            require(0 <= completion.start <= completion.end <= len(text), "a completion lies outside")
    if number % 16 == 0:
        _read_value(text)
    return outcome


def _read(text: str, *, condition: bool) -> str:
    try:
        (read_condition if condition else read_expression)(text, SCHEMA)
    except QueryError as error:
        failed = error
    else:
        return _translated(text, condition=condition)
    require(bool(failed.message), "an error has no message")
    require(0 <= failed.start <= failed.end <= len(text), f"an error points at {failed.start}..{failed.end}")
    return failed.kind


def _translated(text: str, *, condition: bool) -> str:
    ENGINE.sql(Query().filter(text) if condition else Query().sort(text))
    found = translate(text, SCHEMA, "infix" if is_mongo(text) else "mongo", condition=condition)
    if found.text is not None:
        read_expression(found.text, SCHEMA)
        return "translated"
    return "read"


def _read_value(text: str) -> None:
    """Read a text as Python values, where it is JSON."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = {"$eq": [text, {"$literal": text}]}
    try:
        parse_value(value)
        parse(text, [text, *SCHEMA.columns])
    except QueryError:
        pass


def require(holds: bool, message: str) -> None:
    """Raise `AssertionError` unless a claim holds."""
    if not holds:
        raise AssertionError(message)


def memory_mb() -> float:
    """Return the most memory that the process held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 1024)


def run(count: int, seed: int, most_s: float = SLOWEST_S) -> dict[str, float]:
    """Check so many texts and return the counts of what became of them, the slowest, and the memory.

    Raises
    ------
    AssertionError
        If something else than `QueryError` comes of one, or it takes more CPU time than `most_s`.
    """
    outcomes: collections.Counter[str] = collections.Counter()
    slowest, slowest_text = 0.0, ""
    before = 0.0
    for number, text in enumerate(islice(texts(seed), count)):
        if number == min(2000, count // 2):
            before = memory_mb()
        started = time.process_time()
        try:
            outcomes[check(text, number)] += 1
        except BaseException:
            print(f"failed at {number}: {text[:2000]!r}", file=sys.stderr)
            raise
        took = time.process_time() - started
        if took > slowest:
            slowest, slowest_text = took, text
    growth = memory_mb() - before
    figures = {**outcomes, "slowest_ms": slowest * 1000, "growth_mb": growth, "peak_mb": memory_mb()}
    require(slowest < most_s, f"a text took {slowest:.1f} s: {slowest_text[:2000]!r}; {figures}")
    require(growth < MOST_GROWTH_MB, f"memory grew by {growth:.0f} MB; {figures}")
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.process_time()
    figures = run(options.count, options.seed)
    took = time.process_time() - started
    print(
        f"{options.count:,} texts, seed {options.seed}: {took:.0f} s of CPU, "
        f"{took / options.count * 1e6:.0f} µs each"
    )
    for name, figure in sorted(figures.items(), key=lambda item: -item[1]):
        print(f"  {name:12} {figure:,.0f}")


if __name__ == "__main__":
    main()
