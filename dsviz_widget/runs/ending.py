"""How a process ends, told to the runs that are open then."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from dsviz_widget.errors import DsvizError
from dsviz_widget.runs.open_runs import open_runs

INTERRUPTED = 130
"""The exit code of a program that was stopped from the keyboard, 128 and the number of the signal."""


class Ending:
    """Finishes the open runs when Python ends, with the exit code that it ends with.

    An error that nobody catches ends a script with 1. ``sys.exit`` is told apart by standing in for it, as
    nothing of Python's remembers its argument; a notebook ends no run, neither by an error in a cell nor by
    ``exit``. A process that is killed says nothing: its runs are seen as crashed by the lock they let go of.
    """

    def __init__(self) -> None:
        self._exit_code = 0
        self._process: int | None = None

    def watch(self, in_notebook: bool) -> None:
        """Begin to watch; once a process."""
        if self._process == os.getpid():
            return
        is_first, self._process = self._process is None, os.getpid()
        if "multiprocessing" in sys.modules:
            self._watch_worker()
        if not is_first:
            return
        atexit.register(self.finish_all)
        if not in_notebook:
            sys.excepthook = self._after_error(sys.excepthook)
            sys.exit = self._before_exit(sys.exit)

    def _watch_worker(self) -> None:
        from multiprocessing import parent_process, util

        if parent_process() is not None:
            # Such a process ends without what is registered with atexit.
            util.Finalize(None, self.finish_all, exitpriority=0)

    def _after_error(self, hook: Callable[..., Any]) -> Callable[..., Any]:
        def noted(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            self._exit_code = INTERRUPTED if issubclass(kind, KeyboardInterrupt) else 1
            hook(kind, error, trace)

        return noted

    def _before_exit(self, leave: Callable[..., Any]) -> Callable[..., Any]:
        def noted(status: Any = None, /) -> Any:
            # A text is printed, and means 1.
            self._exit_code = status if isinstance(status, int) else int(status is not None)
            return leave(status)

        return noted

    def finish_all(self) -> None:
        """Finish every open run of this process."""
        kind = sys.exc_info()[0]
        if kind is not None and not issubclass(kind, SystemExit):
            self._exit_code = self._exit_code or 1
        for run in list(open_runs):
            try:
                run.finish(self._exit_code)
            except DsvizError as error:
                # One folder that is gone must not keep the other runs from ending.
                print(f"run {run.path} could not be finished: {error}", file=sys.stderr)


ending = Ending()
