"""Every operator of the language; importing this registers them."""

from importlib import import_module

from dsviz_widget.query.operators.registry import OPERATORS, Operator, operator

__all__ = ["OPERATORS", "Operator", "operator"]

for _family in (
    "arithmetic", "arrays", "bits", "comparison", "logic", "membership", "numbers", "trigonometry",
):  # fmt: skip
    import_module(f"{__name__}.{_family}")
