"""The tree of errors is the one that its module draws."""

from __future__ import annotations

import pickle

import pytest

from dsviz_widget import errors
from dsviz_widget.errors import DsvizError, did_you_mean, near_name

ALL = [
    value
    for value in vars(errors).values()
    if isinstance(value, type) and issubclass(value, DsvizError) and value is not DsvizError
]


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)
def test_every_error_is_drawn_with_its_built_in(error: type[DsvizError]) -> None:
    (line,) = [
        line for line in str(errors.__doc__).splitlines() if error.__name__ in line.replace("(", " ").split()
    ]
    built_in = [base.__name__ for base in error.__bases__ if base.__module__ == "builtins"]
    assert all(name in line for name in built_in)
    assert error.__doc__


@pytest.mark.parametrize("error", ALL, ids=lambda error: error.__name__)
def test_a_message_is_one_sentence_without_quotes_around_it(error: type[DsvizError]) -> None:
    made = (
        error("value", "no such thing.") if issubclass(error, errors.QueryError) else error("no such thing.")
    )
    assert str(made) == "no such thing."


def test_an_error_of_a_query_comes_from_another_process_whole() -> None:
    error = errors.UnknownColumn("name", "There is no column 'a'.", 2, 3, "Did you mean 'b'?", "b", 1)
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), again.as_dict(), again.span) == (type(error), error.as_dict(), (2, 3))


def test_near_names() -> None:
    assert near_name("scroe", ["label", "score"]) == "score"
    assert near_name("LABEL", ["label", "score"]) == "label"
    assert near_name("zzz", ["label", "score"]) is None
    assert did_you_mean("scroe", ["score"]) == " Did you mean 'score'?"
    assert did_you_mean("zzz", ["a", "b"]) == " There is 'a', 'b'."
    assert did_you_mean("zzz", []) == ""
    assert did_you_mean("zzz", [f"column {n}" for n in range(20)]).endswith("'column 7' and more.")
