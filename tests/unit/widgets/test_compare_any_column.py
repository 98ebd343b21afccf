"""Whatever tables hold, they can be compared: shown, sorted, summed up, grouped, written."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pytest

import dsviz_widget as wandb
from dsviz_widget.query import Query, Task, write_name
from tests.unit.builders import logged, table
from tests.unit.widgets.test_any_column_shows import COLUMNS, MIXED

CELLS: dict[str, tuple[Any, list[Any]]] = {
    **{name: (None, cells) for name, cells in COLUMNS.items()},
    **{f"mixed {name}": found for name, found in MIXED.items()},
}


@pytest.mark.parametrize("how", ["compare", "concat", "position"])
@pytest.mark.parametrize("name", CELLS)
def test_any_column_is_compared(store: object, name: str, how: str) -> None:
    dtype, (first, second) = CELLS[name]
    options = {} if dtype is None else {"dtype": [int, dtype]}
    tables = [
        table(["key of it", name], *([key, cell] for key, cell in rows), **options)
        for rows in ([(1, first), (2, second)], [(2, first), (3, second)])
    ]
    shown = [tables[0], logged(tables[1])]
    view = wandb.compare(*shown, how=how, key="key of it")
    handlers = view.session.handlers
    result, buffers = handlers["open"]({}, Task())
    assert result["error"] is None
    assert json.dumps(result)
    count = {"compare": 3, "concat": 4, "position": 2}[how]
    assert pa.ipc.open_stream(buffers[0]).read_all().num_rows == count
    assert json.dumps(handlers["quick"]({}, Task())[0])
    assert json.dumps(handlers["compare_heads"]({"columns": [name], "bins": 5}, Task())[0])
    own = write_name(name)
    for side in ("", "$1.") if how != "concat" else ("",):
        by = Query().sort(f"{side}{own}" if side or how == "concat" else f"$0.{own}").to_json()
        assert handlers["rows"]({"query": by, "start": 0, "count": 9}, Task())[0]["count"] == count
    assert view.to_csv() is not None
    written = view.to_artifact("written")
    assert len(next(written.get(path) for path in ("t", "table") if written.get(path) is not None)) == count
