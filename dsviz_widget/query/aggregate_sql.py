"""SQL of figures per group."""

from __future__ import annotations

from collections.abc import Sequence

from dsviz_widget.query.kinds import Kind
from dsviz_widget.query.sql import Emitter, member
from dsviz_widget.query.statements import ROW_COLUMN, where_clause

TOO_LARGE = "1e150"
"""Beyond it, and beyond its negative, a value has no deviation that a double holds."""


def figure(sql: Emitter, function: str, text: str, kind: Kind, nan: bool, option: object = None) -> str:
    """Return SQL of a figure that one pass over the rows finds.

    Parameters
    ----------
    sql : Emitter
        Of the statement.
    function : str
        Name of the aggregate.
    text : str
        SQL of the value; the rows' ids are in ``row``.
    kind : Kind
        Of the value.
    nan : bool
        Whether it may be NaN, which calculations skip.
    option : number or list of numbers
        Of a quantile.
    """
    if function == "count":
        return f"count({text})" if text else "count(*)"
    if function == "distinct":
        return f"count(DISTINCT {text})"
    if function in ("first", "last"):
        return sql.f(f"aggregate_{function}", text, "row")
    number = sql.cast(text, "integer") if kind.name == "boolean" else text
    if kind.name == "number" and not kind.integer and kind.bits != 64:
        number = sql.cast(text, "double")
    kept = f" FILTER (WHERE NOT {sql.f('isnan', text)})" if nan else ""
    if function == "sum":
        return f"coalesce({sql.f('aggregate_sum', number)}{kept}, 0)"
    if function == "mean":
        return f"{sql.f('aggregate_mean', number)}{kept}"
    if function == "std":
        double = sql.cast(number, "double")
        deviation = sql.f("aggregate_std", double)
        inside = f"abs({double}) < {TOO_LARGE}"
        beyond = f"coalesce(max(abs({double})){kept}, 0) >= {TOO_LARGE}"
        return f"CASE WHEN {beyond} THEN NULL ELSE {deviation} FILTER (WHERE {inside}) END"
    if function in ("min", "max"):
        return f"{function}({text}){kept}"
    quantile = "aggregate_date_quantile" if kind.name == "date" else "aggregate_quantile"
    if function == "median":
        return f"{sql.f(quantile, number, '0.5')}{kept}"
    assert function == "quantile"
    shares = option if isinstance(option, tuple) else (option,)
    each = [f"{sql.f(quantile, number, repr(float(share)))}{kept}" for share in shares]
    return sql.dialect.list_of(each) if isinstance(option, tuple) else each[0]


def as_number(sql: Emitter, text: str, kind: Kind) -> str:
    """Return SQL of a value as a double; dates as seconds since 1970."""
    return sql.f("seconds", text) if kind.name == "date" else sql.cast(text, "double")


def ends(sql: Emitter, source: str, number: str, conditions: Sequence[str]) -> str:
    """Return the lowest and the highest finite value of a number."""
    finite = f"FILTER (WHERE {sql.f('isfinite', number)})"
    found = f"min({number}) {finite} AS low, max({number}) {finite} AS high"
    return f"SELECT {found} FROM {source}{where_clause(conditions)}"


class Parts:
    """Pieces of one statement: figures of one pass, and those that need their rows grouped once more.

    Parameters
    ----------
    sql : Emitter
        Of the statement.
    source : str
        The table, as a statement names it.
    keys : sequence of str
        SQL of the keys; figures see them as ``k0..`` and the row's id as ``row``.
    conditions : sequence of str
        SQL of the clauses.
    """

    def __init__(self, sql: Emitter, source: str, keys: Sequence[str], conditions: Sequence[str]) -> None:
        self._sql = sql
        self._source = source
        self._where = where_clause(conditions)
        self._key_texts = [f"{text} AS k{index}" for index, text in enumerate(keys)]
        self._keys = [f"k{index}" for index in range(len(keys))]
        self._values: list[str] = []
        self._figures: list[str] = []
        self._others: list[tuple[str, str]] = []

    def _rows(self, values: Sequence[str]) -> str:
        columns = [*self._key_texts, *values, f"{ROW_COLUMN} AS row"]
        return f"SELECT {', '.join(columns)} FROM {self._source}{self._where}"

    def add_figure(self, name: str, text: str, value: str = "") -> None:
        """Add a figure of one pass, with ``v AS name`` of the value it looks at, if any."""
        self._figures.append(f"{text} AS {name}")
        if value:
            self._values.append(value)

    def add_top(self, name: str, text: str, count: int) -> None:
        """Add the most frequent values with their counts; ties in the order of the values."""
        entry = self._sql.dialect.struct_of([("place", "place"), ("value", "v"), ("count", "c")])
        listed = self._sql.f("aggregate_sorted_list", entry, "place")
        self._add(name, listed, self._ranked(text, count), grouped=True)

    def add_mode(self, name: str, text: str) -> None:
        """Add the most frequent value; of several the smallest."""
        self._add(name, "v", self._ranked(text, 1), grouped=False)

    def _ranked(self, text: str, count: int) -> str:
        counted = (
            f"SELECT {self._with_keys('v', 'count(*) AS c')} FROM ({self._rows([f'{text} AS v'])}) "
            f"WHERE v IS NOT NULL GROUP BY {self._with_keys('v')}"
        )
        partition = f"PARTITION BY {', '.join(self._keys)} " if self._keys else ""
        place = f"row_number() OVER ({partition}ORDER BY c DESC, v) AS place"
        ranked = f"SELECT {self._with_keys('v', 'c', place)} FROM ({counted})"
        return f"SELECT * FROM ({ranked}) WHERE place <= {int(count)}"

    def add_bins(self, name: str, bin_text: str) -> None:
        """Add counts by bin, as a map."""
        binned = self._rows([f"{bin_text} AS bin"])
        counted = (
            f"SELECT {self._with_keys('bin', 'count(*) AS c')} FROM ({binned}) "
            f"WHERE bin IS NOT NULL GROUP BY {self._with_keys('bin')}"
        )
        self._add_map(name, counted, "bin", "c")

    def add_classes(self, name: str, text: str, kind: Kind, shares: bool) -> None:
        """Add per class the number of items, or the sum of their fractions, as a map."""
        dialect = self._sql.dialect
        class_id = member("item", kind, "class_id", dialect)
        what = f"sum({member('item', kind, 'fraction', dialect)})" if shares else "count(*)"
        rows = self._rows([f"{text} AS v"])
        listed = self._sql.f("aggregate_unnest", ", ".join(self._keys), "v", f"({rows})")
        counted = (
            f"SELECT {self._with_keys(f'{class_id} AS class_id', f'{what} AS c')} FROM ({listed}) "
            f"WHERE {class_id} IS NOT NULL GROUP BY {self._with_keys(class_id)}"
        )
        self._add_map(name, counted, "class_id", "c")

    def _add_map(self, name: str, counted: str, key: str, value: str) -> None:
        entry = self._sql.dialect.struct_of([("key", key), ("value", value)])
        self._add(name, self._sql.f("aggregate_map", entry, key), counted, grouped=True)

    def _add(self, name: str, text: str, rows: str, grouped: bool) -> None:
        by = f" GROUP BY {', '.join(self._keys)}" if grouped and self._keys else ""
        self._others.append((name, f"SELECT {self._with_keys(f'{text} AS {name}')} FROM ({rows}){by}"))

    def _with_keys(self, *columns: str) -> str:
        return ", ".join([*self._keys, *columns])

    def statement(self, order: Sequence[str], limit: int | None) -> str:
        """Return the whole statement: keys, ``n`` rows, the first ``row`` of each group, figures."""
        columns = self._with_keys("count(*) AS n", 'min(row) AS "row"', *self._figures)
        by = f" GROUP BY {', '.join(self._keys)}" if self._keys else ""
        text = f"(SELECT {columns} FROM ({self._rows(self._values)}){by}) AS g"
        names = ["g.*"]
        for index, (name, other) in enumerate(self._others):
            same = [self._sql.f("same", f"g.{key}", f"o{index}.{key}") for key in self._keys]
            text += f" LEFT JOIN ({other}) AS o{index} ON {' AND '.join(same) or 'true'}"
            names.append(f"o{index}.{name}")
        ordered = f" ORDER BY {', '.join(order)}" if order else ""
        limited = "" if limit is None else f" LIMIT {int(limit)}"
        return f"SELECT {', '.join(names)} FROM {text}{ordered}{limited}"
