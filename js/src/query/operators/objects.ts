/** Objects: their fields, by names that the schema or the rows know, and lists of their fields. */
import {
  fieldOf,
  isObject,
  join,
  joinAll,
  type Kind,
  kind as kindOf,
  listOf,
  NOUNS,
  NULL,
  structOf,
  TEXT,
  valueKind,
} from "../kinds";
import { argument, type Call, isRemove, type Tree } from "../language/tree";
import { constantNode } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { isList, isObjectValue, type ObjectValue, objectOf, type Value } from "../values";
import { elementKind, MANY, needList, needObject, onValues, STOP, unlessNull } from "./needs";
import { byName, byPosition, type Operator } from "./registry";

/** A field's name that is written out. */
function fieldName(typer: Typer, tree: Tree): string {
  if (tree.type === "literal" && typeof tree.value === "string") return tree.value;
  throw typer.error(
    "value",
    "The name of a field is a text that is written out.",
    tree.span,
    "Write field: 'score'; a name that starts with $ is {$literal: '$score'}.",
  );
}

byName(
  "$getField",
  "field input?",
  (typer, call, operator) => {
    const root: Tree = { type: "variable", name: "ROOT", path: [], span: call.span };
    if (call.named.length === 0) typer.checkCount(call, operator);
    const field = fieldName(
      typer,
      call.named.length > 0 ? typer.named(call, "field") : (call.args[0] ?? root),
    );
    const item = typer.type((call.named.length > 0 ? argument(call, "input") : null) ?? root);
    // The other fields need not be computed.
    const own = item.fields?.find(([name]) => name === field)?.[1];
    if (own) return own;
    if (["number", "text", "boolean", "date", "list", "binary"].includes(item.kind.name)) {
      // MongoDB answers "missing" for what is no object.
      typer.warn(
        `${typer.called(call)} looks into ${NOUNS[item.kind.name]}: empty for every row.`,
        call.span,
      );
      return constantNode(null, call.span);
    }
    return typer.member(item, [field], call.span);
  },
  1,
);

function setRule(typer: Typer, call: Call, operator: Operator): Node {
  const field = fieldName(typer, typer.named(call, "field"));
  const item = needObject(typer, typer.type(typer.named(call, "input")), typer.called(call));
  const tree = argument(call, "value");
  const value = tree === null || isRemove(tree) ? null : typer.type(tree);
  let { kind } = item;
  if (kind.name === "map" && value) kind = kindOf("map", { element: join(kind.element ?? NULL, value.kind) });
  else if (kind.name === "struct") {
    const fields = new Map(kind.fields);
    if (value) fields.set(field, value.kind);
    else fields.delete(field);
    kind = structOf([...fields]);
  }
  const items = value ? [item, value] : [item];
  return onValues(call, operator, items, kind, (given, put) => {
    if (given == null) return null;
    const kept = Object.entries(given as ObjectValue).filter(([name]) => value !== null || name !== field);
    return objectOf(value === null ? kept : [...kept, [field, put]]);
  });
}

byName("$setField", "field input value", setRule);
byName("$unsetField", "field input", setRule);

byPosition("$mergeObjects", 0, MANY, (typer, call, operator) => {
  const name = typer.called(call);
  const given = typer.args(call, operator);
  const [source] = given;
  if (given.length === 1 && source?.kind.name === "list") {
    const element = elementKind(source);
    if (!isObject(element) && element.name !== "null")
      throw typer.error("type", `${name} takes objects.`, source.span);
    const kind = element.name === "null" ? structOf([]) : element;
    return onValues(call, operator, given, kind, (items) => merged((items ?? []) as readonly Value[]));
  }
  const items = given.map((item) => needObject(typer, item, name));
  const objects = items.filter((item) => item.kind.name !== "null").map((item) => item.kind);
  return onValues(call, operator, items, mergedKind(objects), (...parts) => merged(parts));
});

function mergedKind(objects: readonly Kind[]): Kind {
  if (objects.some((kind) => kind.name === "map"))
    return kindOf("map", { element: joinAll(objects.map(valueKind)) });
  const fields = new Map<string, Kind>();
  for (const { fields: own } of objects)
    for (const [field, inner] of own) {
      const known = fields.get(field);
      fields.set(field, known ? join(known, inner) : inner);
    }
  return structOf([...fields]);
}

function merged(parts: readonly Value[]): Value {
  return objectOf(parts.flatMap((part) => (isObjectValue(part) ? Object.entries(part) : [])));
}

byPosition("$objectToArray", 1, 1, (typer, call, operator) => {
  const items = typer.args(call, operator).map((item) => needObject(typer, item, typer.called(call)));
  const pair = structOf([
    ["k", TEXT],
    ["v", valueKind(items[0]?.kind ?? NULL)],
  ]);
  return unlessNull(call, operator, items, listOf(pair), (value: ObjectValue) =>
    Object.entries(value).map(([k, v]) =>
      objectOf([
        ["k", k],
        ["v", v],
      ]),
    ),
  );
});

byPosition("$arrayToObject", 1, 1, (typer, call, operator) => {
  const name = typer.called(call);
  const [given] = typer.args(call, operator) as [Node];
  const item = needList(typer, given, name);
  const pair = elementKind(item);
  let element: Kind;
  if (item.kind.name === "null") return constantNode(null, call.span);
  const fields = writtenFields(item);
  if (pair.name === "struct" && fieldOf(pair, "k") && fieldOf(pair, "v"))
    element = fieldOf(pair, "v") ?? NULL;
  else if (pair.name === "list") element = pair.element ?? NULL;
  else if (pair.name === "null") element = NULL;
  else if (fields === null)
    throw typer.error("type", `${name} takes pairs.`, item.span, "Write [['a', 1]] or [{k: 'a', v: 1}].");
  else element = NULL;
  const kind = fields ? structOf(fields) : kindOf("map", { element });
  return unlessNull(call, operator, [item], kind, (pairs: readonly Value[]) => {
    const found: [string, Value][] = [];
    for (const each of pairs) {
      const [key, value] = isList(each) ? each : isObjectValue(each) ? [each.k, each.v] : [];
      if (typeof key !== "string" || (isList(each) && each.length !== 2)) return STOP;
      found.push([key, value ?? null]);
    }
    return objectOf(found);
  });
});

/** The fields of an object whose keys are written out, or null. */
function writtenFields(item: Node): [string, Kind][] | null {
  if (!item.items) return null;
  const fields = new Map<string, Kind>();
  for (const pair of item.items) {
    const known = new Map(pair.fields ?? []);
    const [key, value] =
      pair.items?.length === 2 ? [pair.items[0], pair.items[1]] : [known.get("k"), known.get("v")];
    if (!key?.isLiteral || typeof key.value !== "string" || !value) return null;
    fields.set(key.value, value.kind);
  }
  return [...fields];
}
