"""The base style that a page is given, unless it asks for none."""

from __future__ import annotations

import re

MARK = "data-dsviz-style"
"""Attribute of the style, by which a page that has it is known."""
BASE_STYLE = """
body{margin:12px 16px;font:14px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:CanvasText;background:Canvas}
h1,h2,h3,h4{line-height:1.25;margin:1em 0 .4em}h1{font-size:1.5em}h2{font-size:1.25em}h3{font-size:1.1em}
p,ul,ol,table,pre,blockquote{margin:.5em 0}
a{color:LinkText}img,svg,video,canvas{max-width:100%;height:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:4px 10px;border-bottom:1px solid color-mix(in srgb,CanvasText 15%,Canvas);text-align:start}
th{font-weight:600}
code,pre{font-family:ui-monospace,"SF Mono",Menlo,"Liberation Mono",monospace;font-size:.92em}
pre{padding:8px 12px;overflow:auto;border-radius:4px;background:color-mix(in srgb,CanvasText 5%,Canvas)}
blockquote{margin-inline:0;padding-inline-start:12px;border-inline-start:3px solid color-mix(in srgb,CanvasText 20%,Canvas)}
"""  # noqa: E501
"""Colours are the browser's own for light and dark, so that a page reads well in both."""

COLORS = re.compile(r"(?:^|[\s;\"'{])(?:color|background|background-color|fill|bgcolor)\s*[:=]", re.I)


def with_base_style(page: str) -> str:
    """Return a page with the base style at the start of its head, as W&B injects its own.

    A page that sets colours itself stays light, as whoever wrote it saw it; another follows the theme.

    References
    ----------
    ``inject_head`` of ``wandb.Html``, 2021; its stylesheet is a link to their site, this one is inside.
    """
    if MARK in page:
        return page
    scheme = "light" if COLORS.search(page) else "light dark"
    style = f":root{{color-scheme:{scheme}}}{BASE_STYLE}".replace("\n", "")
    added = f'<base target="_blank"><style {MARK}>{style}</style>'
    for tag, before, after in (("head", "", ""), ("html", "<head>", "</head>")):
        found = re.search(rf"<{tag}(?:\s[^>]*)?>", page, re.I)
        if found:
            return page[: found.end()] + before + added + after + page[found.end() :]
    doctype = re.match(r"\s*<!doctype[^>]*>", page, re.I)
    end = doctype.end() if doctype else 0
    return page[:end] + added + page[end:]
