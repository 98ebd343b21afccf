/** A tree in MongoDB's form. */
import { writeText } from "./tokens";
import type { Constant, Entry, Field, StructTree, Tree } from "./tree";
import {
  bounded,
  isItems,
  isMapping,
  isMoment,
  Unsayable,
  writeMoment,
  writeNumber,
  writeRegex,
} from "./write";

const PLAIN_KEY = /^[$A-Za-z_][$\p{L}\p{N}_]*$/u;

/** Throws `Unsayable` where a tree holds an operator of the infix form alone. */
export function writeMongo(tree: Tree): string {
  // By its first character such a text must not look like the infix form.
  if (tree.type === "literal") return `{$literal: ${constant(tree.value)}}`;
  if (tree.type === "struct" && isConstant(tree)) return `{$literal: ${constantStruct(tree)}}`;
  return mongo(tree);
}

/** A constant as it stands inside `$literal`. */
function constant(value: Constant): string {
  if (isMapping(value))
    return `{${[...value].map(([name, item]) => `${key(name)}: ${constant(item)}`).join(", ")}}`;
  if (isItems(value)) return `[${value.map(constant).join(", ")}]`;
  if (isMoment(value)) return `ISODate(${writeText(writeMoment(value))})`;
  return typeof value === "string" ? writeText(value) : writeNumber(value, "NaN", "Infinity");
}

function isConstant({ fields }: StructTree): boolean {
  return fields.every(({ value }) => value.type === "literal");
}

function constantStruct({ fields }: StructTree): string {
  const parts = fields.map(({ name, value }) =>
    value.type === "literal" ? ([name, value.value] as const) : null,
  );
  return constant(new Map(parts.filter((part) => part !== null)));
}

const key = (name: string) => (PLAIN_KEY.test(name) ? name : writeText(name));

function mongo(tree: Tree): string {
  switch (tree.type) {
    case "literal": {
      const { value } = tree;
      const text = constant(value);
      const isRead = typeof value === "string" && value.startsWith("$");
      return isRead || isMapping(value) || isItems(value) ? `{$literal: ${text}}` : text;
    }
    case "field":
      return path(tree);
    case "variable":
      return writeText(`$$${[tree.name, ...tree.path].join(".")}`);
    case "list":
      return `[${tree.items.map(mongo).join(", ")}]`;
    case "regex":
      return writeRegex(tree);
    case "struct":
      return object(tree);
  }
  const { operator, args, named } = tree;
  if (!operator.startsWith("$")) throw new Unsayable(`MongoDB has no '${operator}'.`);
  const [only] = args;
  const isBare = args.length === 1 && only && only.type !== "list" && only.type !== "struct";
  const text = named.length > 0 ? entries(named) : isBare ? mongo(only) : `[${args.map(mongo).join(", ")}]`;
  return bounded(`{${operator}: ${text}}`);
}

function object(tree: StructTree): string {
  if (!tree.fields.some(({ name }) => name.startsWith("$"))) return entries(tree.fields);
  if (isConstant(tree)) return `{$literal: ${constantStruct(tree)}}`;
  throw new Unsayable("MongoDB's form takes a field whose name starts with $ for an operator.");
}

function path({ path: names, table }: Field): string {
  const text = names.join(".");
  if (text.split(".").includes(""))
    throw new Unsayable(`MongoDB's form has no path to '${text}', which has an empty name in it.`);
  if (table === null && text.startsWith("$"))
    throw new Unsayable(`In MongoDB's form '$${text}' would be a variable.`);
  return writeText(table === null ? `$${text}` : `$${table}.${text}`);
}

function entries(given: readonly Entry[]): string {
  return `{${given.map(({ name, value }) => `${key(name)}: ${mongo(value)}`).join(", ")}}`;
}
