"""Which columns a question scores, checked, and what they stand for in each table."""

from __future__ import annotations

from typing import Any, NamedTuple

from dsviz_widget.errors import EvaluationError
from dsviz_widget.evaluation.columns import Kind, Target
from dsviz_widget.evaluation.evaluate import targets
from dsviz_widget.evaluation.rows import SideRows
from dsviz_widget.query import DuckEngine, Query, write_name
from dsviz_widget.query.engines.stacked import StackedSource


class Choice(NamedTuple):
    """Which columns are scored.

    Attributes
    ----------
    kind : {"class", "mask", "boxes"}
    truth : list of Target
        Of each table.
    prediction : list of Target or None
        Of each table; None where scores say what is predicted.
    """

    kind: Kind
    truth: list[Target]
    prediction: list[Target] | None


class Asked(NamedTuple):
    """A question about predictions.

    Attributes
    ----------
    params : dict
        As it came.
    options : dict
        Which columns, checked; see `options_of`.
    query : Query
        Whose rows count.
    sides : list of SideRows
        The rows of each table.
    choice : Choice
        What the columns are.
    """

    params: dict[str, Any]
    options: dict[str, Any]
    query: Query
    sides: list[SideRows]
    choice: Choice

    @property
    def engine(self) -> DuckEngine:
        """What the rows are from."""
        engine: DuckEngine = self.sides[0].engine
        return engine

    @property
    def key(self) -> tuple[str, ...]:
        """What tells this question's rows and columns from those of another, on one engine."""
        whole = Query(filters=self.query.filters, derived=self.query.derived)
        return repr(whole.to_json()), repr(sorted(self.options.items()))


def options_of(params: dict[str, Any]) -> dict[str, Any]:
    """Return which columns a question names, each part checked.

    Raises
    ------
    EvaluationError
        If a part is no name, and no list of names.
    """
    given = params.get("options")
    given = given if isinstance(given, dict) else {}
    found: dict[str, Any] = {}
    for part in ("truth", "prediction", "score"):
        value = given.get(part)
        names = list(value.values()) if isinstance(value, dict) and part == "score" else value
        names = [names] if isinstance(names, str) else names
        if names is not None and not (
            isinstance(names, list) and names and all(isinstance(name, str) for name in names)
        ):
            raise EvaluationError(f"{part} must be the name of a column, or a list of names, got {value!r}.")
        found[part] = value or None
    return found


def choice_of(sides: list[SideRows], options: dict[str, Any]) -> Choice | None:
    """Return what is to be scored; None while too little is chosen.

    Raises
    ------
    EvaluationError
        If a column is not there, or truth and prediction are not of one kind.
    """
    if options["truth"] is None:
        return None
    truth = targets(sides, options["truth"], "truth")
    given = options["prediction"]
    prediction = None if given is None else targets(sides, given, "prediction")
    kinds = {target.kind for target in (*truth, *(prediction or ()))}
    if len(kinds) > 1:
        raise EvaluationError(
            f"{truth[0].name!r} and {(prediction or truth)[0].name!r} are not of one kind. "
            "Choose two columns of classes, or masks and masks, or boxes and boxes."
        )
    (kind,) = kinds
    if prediction is None and (kind != "class" or options["score"] is None):
        return None
    return Choice(kind, truth, prediction)


def stacked_where(rows: SideRows) -> str | None:
    """Return the condition of a table's rows among those of others after each other; None elsewhere."""
    source = rows.engine.source
    if rows.side is None or not isinstance(source, StackedSource):
        return None
    return f"{write_name(source.table_column)} = {rows.side}"


def expression_of(rows: SideRows, column: str) -> str:
    """Return how an expression writes a column of a table: ``label``, or ``$1.label`` of several."""
    name = rows.name_of(column)
    for side, table in enumerate(rows.engine.kinds(rows.query).tables):
        for own, known in table.items():
            if known == name:
                return f"${side}.{write_name(own)}"
    return write_name(name)
