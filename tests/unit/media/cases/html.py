"""Pages of HTML."""

from __future__ import annotations

import dsviz_widget as wandb
from tests.unit.media.media_cases import Family

FAMILY = Family(
    wandb.Html,
    ways={
        "text": lambda folder: wandb.Html("<h1>Loss</h1><script>alert(1)</script>"),
        "caption": lambda folder: wandb.Html("<p>é 中 🙂</p>", caption="a part"),
    },
    bad={
        "number": (lambda folder: wandb.Html(5), "a page is text, got the number 5"),
        "bytes": (lambda folder: wandb.Html(None), "got None"),
    },
    drawn=False,
)
