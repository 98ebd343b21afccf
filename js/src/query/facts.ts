/**
 * What is certain of the parts of an expression: whether they may be empty, NaN, or stopped by an error. Those
 * of operators are in `call-facts/`: each says what the type rule of the operator in `dsviz_widget/query/operators`
 * does. Translations need them.
 */
import { isFloat, type Kind } from "./kinds";
import { partsOf, type Tree } from "./language/tree";
import type { Facts, Node } from "./typed";

export const NO_FACTS: Facts = { nullable: true, nan: false, finite: false, raises: false };

export const ofFloat = (kind: Kind): Facts => ({ ...NO_FACTS, nan: isFloat(kind) });

export function ofColumn(kind: Kind, known: Omit<Facts, "raises"> | undefined): Facts {
  const { nullable, nan, finite } = known ?? { nullable: true, nan: true, finite: false };
  const float = isFloat(kind);
  return { nullable, nan: float && nan, finite: kind.name === "number" && (finite || !float), raises: false };
}

/** Of a path that may lie in several tables. */
export function ofAny(nodes: readonly Node[]): Facts {
  const all = nodes.map((node) => node.facts ?? NO_FACTS);
  return {
    nullable: all.some((one) => one.nullable),
    nan: all.some((one) => one.nan),
    finite: all.every((one) => one.finite),
    raises: all.some((one) => one.raises),
  };
}

/** Of a field of what is known, which lies `levels` lists deep. */
export function factsOfMember(base: Facts | undefined, kind: Kind, levels: number): Facts {
  const { nullable, raises } = base ?? NO_FACTS;
  return { ...ofFloat(kind), nullable: levels > 0 ? nullable : true, raises };
}

/** Whether what is named stands for its name, so that all that is known of it is known of its uses. */
export function isRepeated(value: Node, name: string, body: Tree): boolean {
  if (value.isSimple) return true;
  if (value.facts?.raises) return false;
  const inside = partsOf(body);
  const uses = inside.filter((part) => part.type === "variable" && part.name === name).length;
  return uses <= 1 && !inside.some((part) => part.type === "call" && EACH.has(part.operator));
}

const EACH = new Set(["$map", "$filter", "$reduce"]);
