"""Where something was logged, read from its text and written back."""

from __future__ import annotations

import pytest

from dsviz_widget.store import Origin


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cats/val:v0/predictions", ("cats", "val", "v0", "predictions")),
        ("cats/val:v12/media/images/a.png", ("cats", "val", "v12", "media/images/a.png")),
        ("cats/val:v0/a:b", ("cats", "val", "v0", "a:b")),
    ],
)
def test_a_text_is_read_and_written_back(text: str, parts: tuple[str, ...]) -> None:
    origin = Origin.parse(text)
    assert origin == parts
    assert str(origin) == text


def test_its_parts_have_names_of_their_own() -> None:
    origin = Origin.parse("cats/val:v3/eval/predictions")
    assert origin.name == "predictions"
    assert origin.qualified_artifact == "cats/val"
    assert origin.qualified_version == "cats/val:v3"


@pytest.mark.parametrize(
    "text", ["", "val", "cats/val", "cats/val:v0", "cats/val:v0/", "val:v0/a", "cats/:v0/a"]
)
def test_what_names_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not of the form project/name:v0/path"):
        Origin.parse(text)
