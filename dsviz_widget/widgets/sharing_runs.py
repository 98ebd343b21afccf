"""What a run puts into a page: its lines, its media and tables, and answers given beforehand."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dsviz_widget.media.registry import medium_of_kind
from dsviz_widget.query import Query, Task
from dsviz_widget.runs.metrics import Metrics
from dsviz_widget.runs.record import SYSTEM
from dsviz_widget.widgets.run_media import KINDS, RunMedia
from dsviz_widget.widgets.run_tables import RunTables
from dsviz_widget.widgets.run_view import RunView, run_handlers
from dsviz_widget.widgets.sharing_lines import KINDS as LINE_KINDS
from dsviz_widget.widgets.sharing_lines import LinesSaid, lines_of
from dsviz_widget.widgets.sharing_originals import add_originals, add_whole_pictures, originals_size
from dsviz_widget.widgets.sharing_pictures import made_small, place_pictures, place_stills, size_said
from dsviz_widget.widgets.sharing_views import BY_KERNEL, TABLE_CHUNKS, Limits, add_table, traits_of

if TYPE_CHECKING:
    from dsviz_widget.runs.record import RunRecord
    from dsviz_widget.widgets.channel import Reply
    from dsviz_widget.widgets.run_readers import ShownRuns
    from dsviz_widget.widgets.sharing_page import Page
    from dsviz_widget.widgets.table_session import TableSession

RUN_CHUNKS = ("runs", "viewer", "menus")
MEDIA_CHUNKS = ("media", "pictures")
HEATMAP_COLUMNS = 120
"""Columns that the tab of histograms asks for."""
MOST_CHARTS, MOST_TABLES = 50, 10
"""Steps of a key whose chart, or whose table, is in the page."""
LINES_ONLY = (
    "Media, tables, output, artifacts and system metrics of this run are not in this page, only those of the "
    "runs {which}. Open the notebook to see them."
)
ASKED_AS = {"run_media_file": "media", "run_media_view": "media_view"}
"""Questions about a run, and what they are called about a table."""
MEDIA_PARTS = ("pictures", "stills", "whole", "originals")
"""What a key has parts of: small pictures or stills, and pictures or files as they were logged."""


def add_run_view(page: Page, name: str, view: RunView, limits: Limits, task: Task) -> list[str]:
    """Add a view of a run to a page under a name; return what the page is to say above it."""
    page.add_code([f"{chunk}.js" for chunk in RUN_CHUNKS])
    writer = RunWriter(page, view.readers, limits, task)
    part = f"{name}.run"
    notes = writer.add(part, view.run, limits.max_points)
    page.add_json(f"{name}.head", run_head(name, view, {view.run_id: part}, limits))
    return notes


def run_head(name: str, view: RunView, parts: dict[str, str], limits: Limits) -> dict[str, Any]:
    """Return what the page knows of a view of a run before it reads the run."""
    return {
        "name": name,
        "traits": traits_of(view),
        "table": None,
        "comparison": None,
        "runs": parts,
        "baked": [],
        "refused": refused_of(limits),
    }


def refused_of(limits: Limits) -> dict[str, str]:
    """Return what the page says, by method, where an answer about runs needs a kernel."""
    known = limits.refused(BY_KERNEL)
    return {**known, **{method: known[as_of] for method, as_of in ASKED_AS.items() if as_of in known}}


class RunWriter:
    """Puts runs into a page, each under the name of a part.

    Parameters
    ----------
    page : Page
    runs : ShownRuns
    limits : Limits
        ``max_rows`` is of media of a key, too.
    task : Task
    tells_within : bool
        Whether what the page lacks of a run is said where the run is open.
    """

    def __init__(
        self, page: Page, runs: ShownRuns, limits: Limits, task: Task, tells_within: bool = False
    ) -> None:
        self._tells_within = tells_within
        self._has_originals = limits.media == "originals"
        self.count = self.shortened = 0
        """Lines that were added, and those of them that have more points than the page."""
        self._page, self._runs, self._limits, self._task = page, runs, limits, task
        self._handlers = run_handlers(runs)
        self._media, self._tables = RunMedia(runs), RunTables(runs)
        self._written_at = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")

    def add(self, part: str, run: RunRecord, points: int) -> list[str]:
        """Add all that a run logged; return what the page is to say of what it lacks."""
        info = self.info(run)
        lines = self.add_lines(part, run, points, with_system=True)
        notes = lines_said(lines.shortened, lines.count, points)
        keys: dict[str, list[str]] = {}
        for one in info["result"]["runs"][0]["keys"]:
            keys.setdefault(one["kind"], []).append(one["key"])
        baked = [info]
        for key in keys.get("histogram", ()):
            baked.append(self._bake("run_histograms", run=run.id, key=key, columns=HEATMAP_COLUMNS))
        for key in keys.get("chart", ()):
            baked += self._charts(run, key, notes)
        said = _nothing()
        media = [key for kind in keys if kind in KINDS or medium_of_kind(kind) for key in keys[kind]]
        for number, key in enumerate(dict.fromkeys(media)):
            baked.append(self._add_media(f"{part}.{number}", run, key, said, notes))
        for key in keys.get("table", ()):
            baked += self._add_tables(part, run, key, said["tables"], notes)
        console = self._bake("run_console", run=run.id)
        # Where the file lies on this machine is for nobody else.
        console["result"]["path"] = "output.log, beside the run"
        baked += [console, self._bake("run_artifacts", run=run.id)]
        notes = list(dict.fromkeys(notes))
        info["result"]["runs"][0]["page_notes"] = notes if self._tells_within else []
        self._page.add_json(part, {"lines": f"{part}.lines", "baked": baked, **said})
        return notes

    def add_lines_only(self, part: str, run: RunRecord, points: int, which: str) -> bool:
        """Add what a run is and its lines; return whether it has more, which is then said to be left out.

        Parameters
        ----------
        which : str
            The runs of which all is there, as a clause: ``that were drawn first``.
        """
        info = self.info(run)
        told = info["result"]["runs"][0]
        keys = [one for one in told["keys"] if one["kind"] in LINE_KINDS]
        has_more = len(keys) < len(told["keys"]) or bool(
            told["system"] or told["console_size"] or told["artifact_count"]
        )
        notes = [LINES_ONLY.format(which=which)] if has_more else []
        told.update(keys=keys, system=[], console_size=0, artifact_count=0, page_notes=notes)
        self.add_lines(part, run, points, with_system=False)
        said = _nothing()
        self._page.add_json(part, {"lines": f"{part}.lines", "baked": [info], **said})
        return has_more

    def info(self, run: RunRecord) -> dict[str, Any]:
        """Return what the run is, as the page has it: a run that goes on is one that went on then."""
        info = self._bake("run_info", runs=[run.id])
        told = info["result"]["runs"][0]
        if told["state"] == "running":
            told["written_at"] = self._written_at
        return info

    def add_lines(self, part: str, run: RunRecord, points: int, with_system: bool) -> LinesSaid:
        """Add the lines of a run, with or without those of the machine."""
        reader = self._runs.reader(run)
        metrics = Metrics(run.metrics)
        told = {key: metrics.of(key) for key, _ in reader.keys}
        over = {key: one.step_metric for key, one in told.items() if one is not None and one.step_metric}
        system = self._runs.reader(run, SYSTEM) if with_system else None
        lines = lines_of(reader, system, over, points)
        self._page.add(f"{part}.lines", lines.content)
        self.count, self.shortened = self.count + lines.count, self.shortened + lines.shortened
        return lines

    def _charts(self, run: RunRecord, key: str, notes: list[str]) -> list[dict[str, Any]]:
        """Return the charts of a key at some of its steps, and at the last for who asks for none."""
        self._page.add_code(["chart.js"])
        last = self._bake("chart", run=run.id, key=key, step=None)
        steps = last["result"]["steps"]
        kept = [steps[at] for at in evenly(len(steps), MOST_CHARTS)]
        found = [last, *(self._bake("chart", run=run.id, key=key, step=step) for step in kept)]
        for answer in found:
            answer["result"]["steps"] = kept
        notes += _steps_said("charts", key, len(kept), len(steps))
        return found

    def _add_media(
        self, part: str, run: RunRecord, key: str, said: dict[str, Any], notes: list[str]
    ) -> dict[str, Any]:
        """Add the small pictures or the stills of a key; return the answer that says its steps."""
        self._page.add_code([f"{chunk}.js" for chunk in MEDIA_CHUNKS])
        params, px, task = {"run": run.id, "key": key}, self._limits.picture_px, self._task
        answer = self._bake("run_media", **params)
        steps = answer["result"]["steps"]
        most, largest = self._limits.max_rows, max(step["count"] for step in steps)
        answer["result"]["steps"], rows = within(steps, most)
        if largest > most:
            notes.append(f"{key}: the first {most:,} of the {largest:,} media of a step.")
        notes += _steps_said("media", key, len(answer["result"]["steps"]), len(steps))
        names = range(len(rows))
        cells = self._media.cells(params, rows)
        if not self._has_originals:
            self._page.originals.update(originals_size(cells))
        if answer["result"]["column"]["kind"] == "image":
            said["pictures"][key] = f"{part}.pictures"
            pictures = self._media.pictures(params)
            small = made_small(pictures, lambda some: [cells[row] for row in some], names, px, task)
            place_pictures(self._page, said["pictures"][key], names, small)
            if self._has_originals:
                said["whole"][key] = f"{part}.whole"
                add_whole_pictures(self._page, said["whole"][key], pictures, params, rows, task, names)
            notes.append(size_said(px, self._has_originals))
            return answer

        def stills(asked: dict[str, Any]) -> Reply:
            real = [rows[row] for row in asked["rows"]]
            told, buffers = self._media.files(params).stills({**asked, **params, "rows": real}, task)
            items = [{**item, "row": row} for item, row in zip(told["items"], asked["rows"], strict=True)]
            return {**told, "items": items}, buffers

        said["stills"][key] = f"{part}.stills"
        place_stills(self._page, said["stills"][key], stills, key, names, px)
        if self._has_originals:
            said["originals"][key] = f"{part}.files"
            files = self._media.files(params)
            add_originals(self._page, said["originals"][key], files, params, rows, task, names)
        return answer

    def _add_tables(
        self, part: str, run: RunRecord, key: str, tables: list[dict[str, Any]], notes: list[str]
    ) -> list[dict[str, Any]]:
        """Add the tables of a key at some of its steps; return the answers that say which."""
        self._page.add_code([f"{chunk}.js" for chunk in TABLE_CHUNKS])
        steps = self._bake("run_table_steps", run=run.id, key=key)
        told = steps["result"]
        places = evenly(len(told["steps"]), MOST_TABLES)
        notes += _steps_said("tables", key, len(places), len(told["steps"]))
        steps["result"] = {name: [values[at] for at in places] for name, values in told.items()}
        found = [steps]
        for step in steps["result"]["steps"]:
            found.append(self._bake("run_table_state", run=run.id, key=key, step=step))
            name = f"{part}.table.{len(tables)}"
            session = self._tables.session({"run": run.id, "key": key, "step": step})
            said, lacks = add_table(self._page, name, session, Query(), self._limits, self._task)
            size = size_said(self._limits.picture_px, self._has_originals)
            notes += [note if note == size else f"{key}: {note}" for note in lacks]
            if said["stills"]:
                self._page.add_code([f"{chunk}.js" for chunk in MEDIA_CHUNKS])
            self._page.add_json(f"{name}.about", self._table_head(name, said, session, found[-1]["result"]))
            tables.append({"key": key, "step": step, "name": name})
        return found

    def _table_head(
        self, name: str, said: dict[str, Any], session: TableSession, state: dict[str, Any]
    ) -> dict[str, Any]:
        """Return what the page knows of a table within a run, as it does of one of its own."""
        first = {
            "query": Query().to_json(),
            "overlays": state["overlays"],
            "layout": state["view_layout"],
        }
        code: dict[str, Any] = {
            "method": "code",
            "params": None,
            "result": {"code": session.code_of(first)},
            "buffers": [],
        }
        head = {"name": name, "traits": {}, "table": said, "comparison": None, "runs": None}
        return {**head, "baked": [code], "refused": self._limits.refused(BY_KERNEL)}

    def _bake(self, method: str, **params: Any) -> dict[str, Any]:
        """Return an answer of Python as the page has it."""
        self._task.check()
        result, buffers = self._handlers[method](params, self._task)
        places = [self._page.place(bytes(buffer)) for buffer in buffers]
        return {"method": method, "params": params, "result": result, "buffers": places}


def _nothing() -> dict[str, Any]:
    """Return what the page says of the media and tables of a run that has none."""
    return {**{name: {} for name in MEDIA_PARTS}, "tables": []}


def evenly(count: int, most: int) -> list[int]:
    """Return at most so many places of `count`, evenly spaced, the last and the first among them."""
    if count <= most:
        return list(range(count))
    if most == 1:
        return [count - 1]
    return [int(at) for at in np.linspace(0, count - 1, most).round()]


def within(steps: Sequence[dict[str, Any]], most: int) -> tuple[list[dict[str, Any]], list[int]]:
    """Return steps whose media are at most so many, numbered anew, and the rows that these had before."""
    counts = [step["count"] for step in steps]
    kept = evenly(len(steps), len(steps) if sum(counts) <= most else max(1, most // max(counts)))
    found: list[dict[str, Any]] = []
    rows: list[int] = []
    for step in (steps[at] for at in kept):
        count = min(step["count"], most)
        found.append({**step, "row": len(rows), "count": count})
        rows += range(step["row"], step["row"] + count)
    return found, rows


def lines_said(shortened: int, count: int, points: int) -> list[str]:
    """Return what the page says of lines that have more points than are in it."""
    if not shortened:
        return []
    has = "has" if shortened == 1 else "have"
    return [
        f"{shortened:,} of {count:,} lines {has} more than {points:,} points: the page has those that draw "
        "the same picture, and zoom and smoothing are of these."
    ]


def _steps_said(what: str, key: str, kept: int, total: int) -> list[str]:
    """Return what the page says of a key that has more steps than are in it."""
    if kept == total:
        return []
    return [f"{key}: {what} of {kept:,} of its {total:,} steps, evenly chosen, the last among them."]
