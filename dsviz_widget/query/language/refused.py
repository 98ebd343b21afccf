"""What MongoDB has and an expression here has not: each refused by name, with the next step."""

from __future__ import annotations

from dsviz_widget.errors import QueryError
from dsviz_widget.query.language.expression import Span

_CODE = "runs code"
_CHANCE = "is not repeatable"
_STAGE = "is a stage of a pipeline"
_FIND = "belongs to find(), not to an expression"
_GROUP = "gathers the rows of a group"
_SERVER = "asks a server"
_TYPE = "makes a value of a type that tables have not"

_CONDITION = "Write the condition with operators: {$gt: ['$0.column', 1]}."
_AGGREGATE = "Use the aggregates of the query's groups."

REFUSED: dict[str, tuple[str, str | None]] = {
    "$where": (_CODE, _CONDITION),
    "$function": (_CODE, _CONDITION),
    "$accumulator": (_CODE, _AGGREGATE),
    "$rand": (_CHANCE, "Compare a column, or take a sample before logging."),
    "$sampleRate": (_CHANCE, "Compare a column, or take a sample before logging."),
    "$sample": (_STAGE, "Use the limit of the query."),
    "$meta": ("needs a text search", "Use 'contains', or $regexMatch."),
    "$text": ("needs a text search", "Use 'contains', or $regexMatch."),
    "$search": ("needs a text search", "Use 'contains', or $regexMatch."),
    "$searchMeta": ("needs a text search", "Use 'contains', or $regexMatch."),
    "$vectorSearch": ("needs a search index", None),
    "$lookup": ("reads another table", "Join the tables: query.join(other, on='id'), then '$1.column'."),
    "$graphLookup": ("reads another table", "Join the tables: query.join(other, on='id')."),
    "$unionWith": ("reads another table", "Concatenate the tables: query.concat(other)."),
    "$match": (_STAGE, "Write its expression alone."),
    "$expr": (_FIND, "Write its expression alone."),
    "$group": (_STAGE, "Use the grouping of the query."),
    "$bucket": (_STAGE, "Use the grouping of the query."),
    "$bucketAuto": (_STAGE, "Use the grouping of the query."),
    "$sortByCount": (_STAGE, "Use the grouping of the query."),
    "$project": (_STAGE, "Use the columns of the query."),
    "$set": (_STAGE, "Use a derived column of the query."),
    "$addFields": (_STAGE, "Use a derived column of the query."),
    "$setWindowFields": (_STAGE, "Use a derived column of the query."),
    "$unset": (_STAGE, "Use the columns of the query."),
    "$replaceRoot": (_STAGE, "Use the columns of the query."),
    "$replaceWith": (_STAGE, "Use the columns of the query."),
    "$redact": (_STAGE, "Use a filter of the query."),
    "$sort": (_STAGE, "Use the sort of the query."),
    "$limit": (_STAGE, "Use the limit of the query."),
    "$skip": (_STAGE, "Ask for a later page of the query."),
    "$count": (_STAGE, "Use the count of the query, or $size for a list."),
    "$unwind": (_STAGE, "Look into a list with $filter, $map or $reduce."),
    "$facet": (_STAGE, "Ask several queries."),
    "$densify": (_STAGE, None),
    "$fill": (_STAGE, "Use $ifNull."),
    "$geoNear": (_STAGE, None),
    "$documents": (_STAGE, None),
    "$out": ("writes", "Use query.to_table() and log it."),
    "$merge": ("writes", "Use query.to_table() and log it."),
    "$changeStream": (_SERVER, None),
    "$collStats": (_SERVER, None),
    "$indexStats": (_SERVER, None),
    "$currentOp": (_SERVER, None),
    "$listSessions": (_SERVER, None),
    "$planCacheStats": (_SERVER, None),
    "$exists": (_FIND, "Write {$ne: ['$0.column', null]}."),
    "$nin": (_FIND, "Write {$not: [{$in: [...]}]}."),
    "$nor": (_FIND, "Write {$not: [{$or: [...]}]}."),
    "$all": (_FIND, "Write {$setIsSubset: [[...], '$0.column']}."),
    "$elemMatch": (_FIND, "Write {$anyElementTrue: [{$map: {...}}]}."),
    "$regex": (_FIND, "Write {$regexMatch: {input: '$0.column', regex: '...'}}."),
    "$options": (_FIND, "Write {$regexMatch: {input: '$0.column', regex: '...', options: 'i'}}."),
    "$jsonSchema": (_FIND, "Use $type."),
    "$comment": (_FIND, None),
    "$push": (_GROUP, _AGGREGATE),
    "$addToSet": (_GROUP, _AGGREGATE),
    "$top": (_GROUP, _AGGREGATE),
    "$topN": (_GROUP, _AGGREGATE),
    "$bottom": (_GROUP, _AGGREGATE),
    "$bottomN": (_GROUP, _AGGREGATE),
    "$rank": (_GROUP, _AGGREGATE),
    "$denseRank": (_GROUP, _AGGREGATE),
    "$documentNumber": (_GROUP, _AGGREGATE),
    "$shift": (_GROUP, _AGGREGATE),
    "$derivative": (_GROUP, _AGGREGATE),
    "$integral": (_GROUP, _AGGREGATE),
    "$expMovingAvg": (_GROUP, _AGGREGATE),
    "$linearFill": (_GROUP, _AGGREGATE),
    "$locf": (_GROUP, _AGGREGATE),
    "$covariancePop": (_GROUP, _AGGREGATE),
    "$covarianceSamp": (_GROUP, _AGGREGATE),
    "$toObjectId": (_TYPE, "Use $toString."),
    "$toUUID": (_TYPE, "Use $toString."),
    "$toHashedIndexKey": (_TYPE, None),
    "$tsSecond": (_TYPE, "Use $second."),
    "$tsIncrement": (_TYPE, None),
}
"""Operator -> the reason it is refused, and what to do instead."""

REFUSED_VARIABLES: dict[str, tuple[str, str | None]] = {
    "NOW": ("differs from one run to the next", "Write the time: ISODate('2021-04-01T12:00:00Z')."),
    "CLUSTER_TIME": ("asks a server", "Write the time: ISODate('2021-04-01T12:00:00Z')."),
    "USER_ROLES": (_SERVER, None),
    "SEARCH_META": ("needs a text search", None),
    "DESCEND": ("belongs to $redact, a stage of a pipeline", None),
    "PRUNE": ("belongs to $redact, a stage of a pipeline", None),
    "KEEP": ("belongs to $redact, a stage of a pipeline", None),
}
"""Variable -> the reason it is refused, and what to do instead."""

REFUSED_CONSTRUCTORS = (
    "ObjectId", "ObjectID", "Timestamp", "BinData", "HexData", "UUID", "MinKey", "MaxKey", "DBRef",
    "Symbol", "Code", "MD5",
)  # fmt: skip
"""Values of the shell that no column holds."""


def check_operator(name: str, span: Span) -> None:
    """Raise `QueryError` for an operator that is refused by name."""
    error = refusal(name, name, span)
    if error is not None:
        raise error


def refusal(name: str, called: str, span: Span) -> QueryError | None:
    """Return the error for an operator that is refused by name, as a text calls it; None for others."""
    if name not in REFUSED:
        return None
    reason, hint = REFUSED[name]
    return QueryError("refused", f"{called} {reason} and is refused.", *span, hint=hint)


def check_variable(name: str, span: Span) -> None:
    """Raise `QueryError` for a variable that is refused by name."""
    if name in REFUSED_VARIABLES:
        reason, hint = REFUSED_VARIABLES[name]
        raise QueryError("refused", f"$${name} {reason} and is refused.", *span, hint=hint)
