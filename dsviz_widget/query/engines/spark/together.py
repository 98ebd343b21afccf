"""Several tables on the cluster as one: side by side on a key, or after each other."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dsviz_widget.query import composed_sql
from dsviz_widget.query.dialect import SPARK
from dsviz_widget.query.engines.gathered import Owner
from dsviz_widget.query.engines.matching import Matching, matching_by_position, matching_of
from dsviz_widget.query.engines.pairs import Key, labels_of, name_columns, read_key
from dsviz_widget.query.engines.spark.session import fetch, prepare
from dsviz_widget.query.engines.spark.source import SparkSource, adopt
from dsviz_widget.query.engines.stacked import stack_columns
from dsviz_widget.query.kinds import Schema, kind_of
from dsviz_widget.query.parts import Inputs
from dsviz_widget.query.sql import TABLE
from dsviz_widget.query.statements import ROW_COLUMN, where_clause

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from dsviz_widget.query.engines.spark.engine import SparkEngine
    from dsviz_widget.query.query import Query

_PLACE = "place"


class SparkPaired(SparkSource):
    """Tables side by side, matched on a key once, on the cluster; the whole is persisted there.

    Columns are named as in `PairedSource`.

    Parameters
    ----------
    engines : sequence of SparkEngine
        One per table, with the columns that its query derives.
    inputs : Inputs
        The tables' queries, the key, and how rows are matched.
    """

    def __init__(self, engines: Sequence[SparkEngine], inputs: Inputs) -> None:
        parts = [read_key(engines, texts) for texts in inputs.keys]
        names = name_columns(engines, parts)
        self._keys = [f"k{index}" for index in range(len(parts))]
        self._sides = []
        for number, (engine, item) in enumerate(zip(engines, inputs.tables, strict=True)):
            frame = _side(engine, item.query, engine.schema.names, parts, number)
            name = f"dsviz_{uuid.uuid4().hex}"
            adopt(engines[0].source.session, frame).createOrReplaceTempView(name)
            self._sides.append(SPARK.quote(name))
        columns = [
            f"c{number}_{engines[number].schema.names.index(column)}"
            for number, column in names.owners.values()
        ]
        columns += [f"{_PLACE}{number} IS NOT NULL" for number in range(len(engines))]
        statement = _joined(self._sides, self._keys, columns, inputs)
        frame = prepare(engines[0].source.session, statement, {})
        shown = [*(part.name for part in parts), *names.shown]
        types = {part.name: part.arrow for part in parts}
        for name, (number, column) in names.owners.items():
            types[name] = engines[number].schema.field(column).type
        types.update((name, pa.bool_()) for name in names.present)
        super().__init__(
            None,
            frame.toDF(*(part.name for part in parts), *names.owners, *names.present),
            pa.schema([pa.field(name, types[name]) for name in shown]),
        )
        self._first = engines[0].source.session
        self.owners = {name: [owner] for name, owner in names.owners.items()}
        kinds = {name: kind_of(arrow) for name, arrow in types.items()}
        self.kinds = Schema(
            kinds, self.facts, tables=names.tables, present=names.present, labels=labels_of(inputs)
        )

    def matching(self) -> Matching:
        """Return how many keys the tables have in common, and which are missing, empty or repeated."""

        def rows(statement: str) -> list[tuple[Any, ...]]:
            found = fetch(self._first, statement, {})
            return list(zip(*(column.to_pylist() for column in found.columns), strict=True))

        if not self._keys:
            counts = [rows(f"SELECT count(*) FROM {side}")[0][0] for side in self._sides]
            return matching_by_position(counts)
        described = [rows(composed_sql.describe_keys(side, self._keys))[0] for side in self._sides]
        return matching_of(described, rows(composed_sql.count_keys(self._sides, self._keys)))


class SparkStacked(SparkSource):
    """The rows of several tables, one table after the other; a column that a table lacks is empty there.

    Parameters
    ----------
    engines : sequence of SparkEngine
        One per table, with the columns that its query derives.
    inputs : Inputs
        The tables' queries.
    """

    def __init__(self, engines: Sequence[SparkEngine], inputs: Inputs) -> None:
        owners, schema = stack_columns(engines)
        places = {name: index for index, name in enumerate(owners)}
        session = engines[0].source.session
        whole: DataFrame | None = None
        for number, (engine, item) in enumerate(zip(engines, inputs.tables, strict=True)):
            names = engine.schema.names
            frame = adopt(session, _side(engine, item.query, names, (), number))
            columns = [f"c{places[name]}" for name in names]
            frame = frame.toDF(*columns, _PLACE).selectExpr(f"CAST({number} AS TINYINT) AS side", "*")
            whole = frame if whole is None else whole.unionByName(frame, allowMissingColumns=True)
        assert whole is not None
        ordered = whole.orderBy("side", _PLACE).select("side", *(f"c{index}" for index in places.values()))
        super().__init__(None, ordered.toDF(*schema.names), schema)
        self.owners: Mapping[str, list[Owner]] = owners
        self.table_column = schema.names[0]


def _side(
    engine: SparkEngine, query: Query, names: Sequence[str], parts: Sequence[Key], number: int
) -> DataFrame:
    """Return the rows of one table that its query keeps: keys, columns, and their places in its order."""
    sql = engine.emitter()
    with engine.source.scan() as scan:
        columns = []
        for index, part in enumerate(parts):
            kind = kind_of(part.arrow)
            columns.append(f"CAST({sql.value(part.trees[number])} AS {sql.type_of(kind)}) AS k{index}")
        for index, name in enumerate(names):
            column = SPARK.quote(engine.source.identifiers[name])
            columns.append(f"{TABLE}.{column} AS c{number}_{index}")
        order = engine.order_texts(sql, engine.row_keys(query))
        place = ROW_COLUMN
        if order or query.row_limit is not None:
            place = f"row_number() OVER (ORDER BY {', '.join([*order, ROW_COLUMN])})"
        columns.append(f"{place} AS {_PLACE}{number}")
        where = where_clause(engine.conditions(sql, query))
        statement = f"SELECT {', '.join(columns)} FROM {scan.text}{where}"
        if query.row_limit is not None:
            statement = f"SELECT * FROM ({statement}) WHERE {_PLACE}{number} <= {int(query.row_limit)}"
        return prepare(scan.session, statement, {**scan.parameters, **sql.used_in(statement)})


_JOINS = {
    "inner": "JOIN",
    "left": "LEFT JOIN",
    "outer": "FULL JOIN",
    "compare": "FULL JOIN",
    "position": "FULL JOIN",
}


def _joined(sides: Sequence[str], keys: Sequence[str], columns: Sequence[str], inputs: Inputs) -> str:
    """Return rows side by side, in the order of the first table, then of what only the others have."""
    how = inputs.how
    is_numbered = how == "position" or inputs.duplicates != "every"
    using = ", ".join([*keys, *(["nth"] if is_numbered else [])])
    within = f"PARTITION BY {', '.join(keys)} " if keys else ""
    empty = " OR ".join(["nth = 1", *(f"{key} IS NULL" for key in keys)])
    text = ""
    for number, side in enumerate(sides):
        nth = f"row_number() OVER ({within}ORDER BY {_PLACE}{number}) AS nth"
        rows = f"(SELECT *{f', {nth}' if is_numbered else ''} FROM {side})"
        if how != "position" and inputs.duplicates == "first":
            rows = f"(SELECT * FROM {rows} WHERE {empty})"
        text = rows if not text else f"{text} {_JOINS[how]} {rows} USING ({using})"
    order = ", ".join(f"{_PLACE}{number} NULLS LAST" for number in range(len(sides)))
    return f"SELECT {', '.join([*keys, *columns])} FROM {text} ORDER BY {order}"
