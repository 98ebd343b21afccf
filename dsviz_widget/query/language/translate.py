"""An expression in the other way of writing, where that can say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dsviz_widget.errors import QueryError
from dsviz_widget.query.kinds import Schema
from dsviz_widget.query.language.parse import is_mongo, parse, parse_key
from dsviz_widget.query.language.to_infix import ToInfix
from dsviz_widget.query.language.to_mongo import ToMongo
from dsviz_widget.query.language.write import Unsayable, write_infix, write_mongo
from dsviz_widget.query.typing import read_condition, read_expression

Form = Literal["mongo", "infix"]


@dataclass(frozen=True, slots=True)
class Translation:
    """An expression in another way of writing.

    Parameters
    ----------
    text : str or None
        The expression; None when the other way of writing cannot say it.
    note : str
        What a reader should know of the difference, or why there is no text; often empty.
    """

    text: str | None
    note: str = ""


def translate(text: str, schema: Schema, to: Form, *, condition: bool = False) -> Translation:
    """Say an expression in MongoDB's form or in the infix form; both answer the same for every row.

    Parameters
    ----------
    text : str
        An expression in either form.
    schema : Schema
        Columns that it may name. The more is known of them, the shorter is the translation: what
        holds no empty cell needs no test for one.
    to : {"mongo", "infix"}
        The form wanted.
    condition : bool
        Whether the expression filters rows: then the infix form is made a condition, as it must be.

    Raises
    ------
    QueryError
        If the expression itself does not fit the schema.

    Examples
    --------
    >>> from dsviz_widget.query.kinds import DOUBLE
    >>> translate("{$gt: ['$0.road', 0.05]}", Schema({"road": DOUBLE}), "infix").text
    'road > 0.05'
    """
    (read_condition if condition else read_expression)(text, schema)
    if is_mongo(text) == (to == "mongo"):
        return Translation(text)
    tree = (parse if condition else parse_key)(text, schema.names)
    try:
        if to == "mongo":
            forward = ToMongo(text, schema)
            found = write_mongo(forward.node(tree))
            notes = forward.notes
        else:
            backward = ToInfix(text, schema)
            found = write_infix(backward.condition(tree) if condition else backward.node(tree), schema.names)
            notes = backward.notes
            if is_mongo(found):
                found = f"({found})"
    except Unsayable as reason:
        return Translation(None, str(reason))
    return _checked(found, schema, to, list(notes), condition=condition)


def _checked(text: str, schema: Schema, to: Form, notes: list[str], *, condition: bool) -> Translation:
    """Return the translation, or the reason why it would not be read as it was meant."""
    try:
        if is_mongo(text) != (to == "mongo"):
            return Translation(None, "The translation would be read as the other form.")
        (read_condition if condition else read_expression)(text, schema)
    except QueryError as error:
        return Translation(None, f"The other form cannot say it: {error.message}")
    return Translation(text, " ".join(notes))
