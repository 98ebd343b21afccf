"""What the panel in JupyterLab's sidebar asks of the notebook server: the stores under its root, read only.

The server's environment need not be the kernel's, and JupyterLab waits for the server to start: nothing here
imports more than NumPy, and pandas, DuckDB, pyarrow or widgets are never imported.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": "dsviz_widget.server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    from dsviz_widget.server.handlers import routes
    from dsviz_widget.server.stores import Stores

    stores = Stores(server.root_dir)
    server.web_app.add_handlers(".*$", routes(server.web_app.settings["base_url"], stores))
    server.log.info(f"dsviz_widget lists the runs and data under {stores.root}")
