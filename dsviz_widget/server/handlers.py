"""The addresses that the panel asks, behind the server's own login: read only, and small.

``GET <base>/dsviz-widget/<question>?store=…`` answers JSON, or an error as ``{"message": …}``. Whoever asks
has to be logged in, and allowed to read contents; nothing here writes, and GET is the only method.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import APIHandler
from jupyter_server.utils import url_path_join
from tornado import web

from dsviz_widget.errors import DsvizError, RequestRefused
from dsviz_widget.server.answers import Answers
from dsviz_widget.server.stores import Stores

PREFIX = "dsviz-widget"
MOST_ADDRESS = 8_192
"""Letters of a question's address."""

Answer = Callable[[Mapping[str, str]], dict[str, Any]]


def routes(base_url: str, stores: Stores) -> list[tuple[str, type[APIHandler], dict[str, Any]]]:
    """Return the address, the handler and its arguments for each question."""
    answers = Answers(stores)
    return [
        (url_path_join(base_url, PREFIX, name), Question, {"answer": answer})
        for name, answer in answers.by_name.items()
    ]


@web.stream_request_body
class Question(APIHandler):
    """Answers one kind of question."""

    auth_resource = "contents"
    SUPPORTED_METHODS = ("GET",)

    def initialize(self, answer: Answer) -> None:
        """Take the function that answers."""
        self._answer = answer

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse what is too long before any of it is read."""
        if self.request.headers.get("Transfer-Encoding") or int(
            self.request.headers.get("Content-Length", 0)
        ):
            raise web.HTTPError(413, reason="A question has no body")
        if len(self.request.uri or "") > MOST_ADDRESS:
            raise web.HTTPError(414, reason=f"A question has up to {MOST_ADDRESS} letters")
        await super().prepare()

    def data_received(self, chunk: bytes) -> None:
        """Take nothing: a question is its address."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Answer on another thread, so that the server goes on meanwhile."""
        given = {name: self.get_query_argument(name) for name in self.request.query_arguments}
        try:
            answer = await asyncio.to_thread(self._answer, given)
        except RequestRefused as error:
            self._fail(error.status, str(error))
        except DsvizError as error:
            self._fail(409, str(error))
        except OSError as error:
            self._fail(
                409, f"the store cannot be read: {error.strerror or error}. Look whether its disk is there."
            )
        else:
            self._finish(answer)

    def _fail(self, status: int, message: str) -> None:
        self.set_status(status)
        self._finish({"message": message})

    def _finish(self, content: dict[str, Any]) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(content, allow_nan=False))
