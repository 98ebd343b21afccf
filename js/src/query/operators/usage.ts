/** How an operator is written, as a hint. */
import type { Operator } from "./registry";

/** The arguments of an operator as it is called: `a, b?` or `input, cond, as?`. */
function parts({ names, required, fewest, most }: Operator): string {
  if (names.length > 0) return names.map((name, at) => (at < required ? name : `${name}?`)).join(", ");
  const isOpen = most === Number.POSITIVE_INFINITY;
  const count = isOpen ? fewest : Math.min(most, 5);
  const letters = Array.from({ length: count }, (_, at) => "abcde"[at] + (at < fewest ? "" : "?"));
  return [...letters, ...(isOpen ? ["..."] : [])].join(", ");
}

/** How an operator is written, by the name that a text calls it. */
export function usage(operator: Operator, called: string): string {
  if (!called.startsWith("$")) return `It is written ${called}(${parts(operator)}).`;
  const [opens, closes] = operator.names.length > 0 ? "{}" : "[]";
  return `It is written {${called}: ${opens}${parts(operator)}${closes}}.`;
}
