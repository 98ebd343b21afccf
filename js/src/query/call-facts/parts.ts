/** What rules are made of: parts as an operator takes them, and what follows from those of an expression. */
import { NO_FACTS } from "../facts";
import { DATE, DOUBLE, isFloat, type Kind, listOf, MIXED, TEXT } from "../kinds";
import { argument, type Call, type Tree } from "../language/tree";
import type { Facts, Node } from "../typed";
import type { Typer } from "../typing";

/** A part, with what is known of it once an operator has taken it as it needs it. */
export interface Part extends Facts {
  readonly kind: Kind;
  /** Where it is a constant. */
  readonly value?: unknown;
  readonly isLiteral: boolean;
  readonly items?: readonly Node[];
}

export const partOf = (node: Node): Part => ({
  ...(node.facts ?? NO_FACTS),
  kind: node.kind,
  isLiteral: node.isLiteral ?? false,
  value: node.value,
  ...(node.items ? { items: node.items } : {}),
});

export class Asked {
  constructor(
    readonly typer: Typer,
    readonly call: Call,
    readonly node: Node,
  ) {}

  of(tree: Tree | null | undefined): Part | null {
    const node = tree ? this.typer.nodeOf(tree) : undefined;
    return node ? partOf(node) : null;
  }

  /** The arguments by position. */
  get args(): Part[] {
    return this.call.args.flatMap((tree) => this.of(tree) ?? []);
  }

  /** Those arguments by name that are given. */
  named(...names: string[]): Part[] {
    return names.flatMap((name) => this.of(argument(this.call, name)) ?? []);
  }

  get first(): Part {
    return this.args[0] ?? NOTHING;
  }
}

export type Rule = (asked: Asked) => Facts | null;

export const NOTHING: Part = { ...NO_FACTS, kind: MIXED, isLiteral: false };

export const some = (parts: readonly Part[], test: (part: Part) => boolean) => parts.some(test);
export const anyRaises = (parts: readonly Part[]) => some(parts, (part) => part.raises);
export const anyNull = (parts: readonly Part[]) => some(parts, (part) => part.nullable);
export const isEmpty = (part: Part) => part.kind.name === "null";

/** A number, text or date; where the kind differs by row, others are errors. */
export function expected(part: Part, kind: "number" | "text" | "date"): Part {
  if (part.kind.name !== "mixed") return part;
  const made = { number: DOUBLE, text: TEXT, date: DATE }[kind];
  return {
    kind: made,
    nullable: part.nullable,
    nan: kind === "number",
    finite: false,
    raises: true,
    isLiteral: false,
  };
}

export function whole(given: Part): Part {
  const part = expected(given, "number");
  const { kind } = part;
  if (isEmpty(part) || (kind.integer && kind.bits === 64)) return part;
  if (part.isLiteral) return kind.integer && kind.bits <= 64 ? part : { ...part, ...CERTAIN, finite: true };
  const raises = part.raises || !(kind.integer && kind.bits <= 64);
  return { ...part, nan: false, finite: true, raises };
}

/** A list or an object; where the kind differs by row, others are errors. */
export function holding(part: Part): Part {
  return part.kind.name === "mixed"
    ? { ...NO_FACTS, kind: listOf(MIXED), raises: true, isLiteral: false }
    : part;
}

export function asText(part: Part): Part {
  if (part.kind.name === "mixed") return { ...part, nullable: true, nan: false, finite: false, raises: true };
  return { ...part, nan: false, finite: false };
}

export const CERTAIN: Facts = { nullable: false, nan: false, finite: false, raises: false };
export const truth = (raises = false): Facts => ({ ...CERTAIN, raises });

/** Of an operator that is null where an argument is, and stops where an argument does. */
export function plain({ node }: Asked, parts: readonly Part[], more: Partial<Facts> = {}): Facts {
  return {
    nullable: anyNull(parts),
    nan: false,
    finite: node.kind.integer,
    ...more,
    raises: more.raises || anyRaises(parts),
  };
}

/** Of one of several values. */
export function chosen(kind: Kind, all: readonly Part[], values: readonly Part[], raises: boolean): Facts {
  const stops = raises || anyRaises(all);
  return {
    nullable: stops || some(values, (value) => value.nullable || isEmpty(value)),
    nan: isFloat(kind) && some(values, (value) => value.nan),
    finite: values.every((value) => value.finite || isEmpty(value)),
    raises: stops,
  };
}

export const RULES = new Map<string, Rule>();
export const rule = (names: string, given: Rule) => {
  for (const name of names.split(" ")) RULES.set(name, given);
};

/** A number that is written in the expression. */
export const written = (part: Part | undefined): number | null =>
  part?.isLiteral && ["number", "bigint"].includes(typeof part.value) ? Number(part.value) : null;

export const textsOf = (parts: readonly Part[]) => parts.map((part) => expected(part, "text"));
