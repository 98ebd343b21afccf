/** What MongoDB has and an expression here has not: each refused by name, with the next step. */
import { QueryError, type Span } from "../errors";

const CODE = "runs code";
const CHANCE = "is not repeatable";
const STAGE = "is a stage of a pipeline";
const FIND = "belongs to find(), not to an expression";
const GROUP = "gathers the rows of a group";
const SERVER = "asks a server";
const TYPE = "makes a value of a type that tables have not";
const SEARCH = "needs a text search";
const OTHER_TABLE = "reads another table";

const CONDITION = "Write the condition with operators: {$gt: ['$0.column', 1]}.";
const AGGREGATE = "Use the aggregates of the query's groups.";
const SAMPLE = "Compare a column, or take a sample before logging.";
const CONTAINS = "Use 'contains', or $regexMatch.";
const GROUPING = "Use the grouping of the query.";
const COLUMNS = "Use the columns of the query.";
const DERIVED = "Use a derived column of the query.";
const TO_TABLE = "Use query.to_table() and log it.";
const ALONE = "Write its expression alone.";

type Reason = readonly [string, (string | null)?];

/** Operator -> the reason it is refused, and what to do instead. */
const REFUSED: Record<string, Reason> = {
  where: [CODE, CONDITION],
  function: [CODE, CONDITION],
  accumulator: [CODE, AGGREGATE],
  rand: [CHANCE, SAMPLE],
  sampleRate: [CHANCE, SAMPLE],
  sample: [STAGE, "Use the limit of the query."],
  meta: [SEARCH, CONTAINS],
  text: [SEARCH, CONTAINS],
  search: [SEARCH, CONTAINS],
  searchMeta: [SEARCH, CONTAINS],
  vectorSearch: ["needs a search index"],
  lookup: [OTHER_TABLE, "Join the tables: query.join(other, on='id'), then '$1.column'."],
  graphLookup: [OTHER_TABLE, "Join the tables: query.join(other, on='id')."],
  unionWith: [OTHER_TABLE, "Concatenate the tables: query.concat(other)."],
  match: [STAGE, ALONE],
  expr: [FIND, ALONE],
  group: [STAGE, GROUPING],
  bucket: [STAGE, GROUPING],
  bucketAuto: [STAGE, GROUPING],
  sortByCount: [STAGE, GROUPING],
  project: [STAGE, COLUMNS],
  set: [STAGE, DERIVED],
  addFields: [STAGE, DERIVED],
  setWindowFields: [STAGE, DERIVED],
  unset: [STAGE, COLUMNS],
  replaceRoot: [STAGE, COLUMNS],
  replaceWith: [STAGE, COLUMNS],
  redact: [STAGE, "Use a filter of the query."],
  sort: [STAGE, "Use the sort of the query."],
  limit: [STAGE, "Use the limit of the query."],
  skip: [STAGE, "Ask for a later page of the query."],
  count: [STAGE, "Use the count of the query, or $size for a list."],
  unwind: [STAGE, "Look into a list with $filter, $map or $reduce."],
  facet: [STAGE, "Ask several queries."],
  densify: [STAGE],
  fill: [STAGE, "Use $ifNull."],
  geoNear: [STAGE],
  documents: [STAGE],
  out: ["writes", TO_TABLE],
  merge: ["writes", TO_TABLE],
  changeStream: [SERVER],
  collStats: [SERVER],
  indexStats: [SERVER],
  currentOp: [SERVER],
  listSessions: [SERVER],
  planCacheStats: [SERVER],
  exists: [FIND, "Write {$ne: ['$0.column', null]}."],
  nin: [FIND, "Write {$not: [{$in: [...]}]}."],
  nor: [FIND, "Write {$not: [{$or: [...]}]}."],
  all: [FIND, "Write {$setIsSubset: [[...], '$0.column']}."],
  elemMatch: [FIND, "Write {$anyElementTrue: [{$map: {...}}]}."],
  regex: [FIND, "Write {$regexMatch: {input: '$0.column', regex: '...'}}."],
  options: [FIND, "Write {$regexMatch: {input: '$0.column', regex: '...', options: 'i'}}."],
  jsonSchema: [FIND, "Use $type."],
  comment: [FIND],
  ...Object.fromEntries(
    [
      ..."push addToSet top topN bottom bottomN rank denseRank documentNumber shift derivative".split(" "),
      ..."integral expMovingAvg linearFill locf covariancePop covarianceSamp".split(" "),
    ].map((name) => [name, [GROUP, AGGREGATE] as const]),
  ),
  toObjectId: [TYPE, "Use $toString."],
  toUUID: [TYPE, "Use $toString."],
  toHashedIndexKey: [TYPE],
  tsSecond: [TYPE, "Use $second."],
  tsIncrement: [TYPE],
};

const TIME = "Write the time: ISODate('2021-04-01T12:00:00Z').";
const REDACT = "belongs to $redact, a stage of a pipeline";

const REFUSED_VARIABLES: Record<string, Reason> = {
  NOW: ["differs from one run to the next", TIME],
  CLUSTER_TIME: [SERVER, TIME],
  USER_ROLES: [SERVER],
  SEARCH_META: [SEARCH],
  DESCEND: [REDACT],
  PRUNE: [REDACT],
  KEEP: [REDACT],
};

/** Values of the shell that no column holds. */
export const REFUSED_CONSTRUCTORS =
  "ObjectId ObjectID Timestamp BinData HexData UUID MinKey MaxKey DBRef Symbol Code MD5".split(" ");

/** The error for an operator that is refused by name, as a text calls it; null for others. */
export function refusal(name: string, called: string, at: Span): QueryError | null {
  const bare = name.slice(1);
  const found = Object.hasOwn(REFUSED, bare) ? REFUSED[bare] : undefined;
  if (found === undefined || !name.startsWith("$")) return null;
  return new QueryError("refused", `${called} ${found[0]} and is refused.`, at, found[1] ?? null);
}

export function checkOperator(name: string, at: Span): void {
  const error = refusal(name, name, at);
  if (error !== null) throw error;
}

export function checkVariable(name: string, at: Span): void {
  const found = Object.hasOwn(REFUSED_VARIABLES, name) ? REFUSED_VARIABLES[name] : undefined;
  if (found) throw new QueryError("refused", `$$${name} ${found[0]} and is refused.`, at, found[1] ?? null);
}
