"""The query room: an expression language over typed columns, and the engine that answers it."""

from dsviz_widget.query.aggregates import Aggregate
from dsviz_widget.query.code import code_steps
from dsviz_widget.query.engines.base import ROW, Engine, RowIds, Task
from dsviz_widget.query.engines.connection import EngineOptions
from dsviz_widget.query.engines.duck import DuckEngine
from dsviz_widget.query.engines.fitting import fit
from dsviz_widget.query.engines.lane_answers import LaneAnswers
from dsviz_widget.query.engines.lane_changes import LaneChanges, lane_changes
from dsviz_widget.query.engines.matching import Matching
from dsviz_widget.query.engines.spark import SparkEngine
from dsviz_widget.query.engines.version_files import VersionFiles
from dsviz_widget.query.kinds import Kind, Schema
from dsviz_widget.query.language.complete import complete
from dsviz_widget.query.language.names import write_name
from dsviz_widget.query.language.offers import Completion
from dsviz_widget.query.language.parse import is_mongo, parse, parse_value
from dsviz_widget.query.language.translate import Translation, translate
from dsviz_widget.query.parts import Clause, Derived, Input, Inputs, SortKey
from dsviz_widget.query.query import Query
from dsviz_widget.query.results import frame_of
from dsviz_widget.query.trees import columns_in
from dsviz_widget.query.typing import Expression, read_condition, read_expression

__all__ = [
    "ROW",
    "Aggregate",
    "Clause",
    "Completion",
    "Derived",
    "DuckEngine",
    "Engine",
    "EngineOptions",
    "Expression",
    "Input",
    "Inputs",
    "Kind",
    "LaneAnswers",
    "LaneChanges",
    "Matching",
    "Query",
    "RowIds",
    "Schema",
    "SortKey",
    "SparkEngine",
    "Task",
    "Translation",
    "VersionFiles",
    "code_steps",
    "columns_in",
    "complete",
    "fit",
    "frame_of",
    "is_mongo",
    "lane_changes",
    "parse",
    "parse_value",
    "read_condition",
    "read_expression",
    "translate",
    "write_name",
]
