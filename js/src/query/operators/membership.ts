/** Is it in there: values in lists, text in text. */
import { BOOLEAN, NOUNS, unify } from "../kinds";
import type { Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { isList, sameValue, type Value } from "../values";
import { checkComparable, comparer, orNull } from "./comparing";
import { elementKind, needList, onValues, STOP } from "./needs";
import { byPosition, type Operator } from "./registry";

const holds = (items: readonly Value[], value: Value, order: (a: Value, b: Value) => number) =>
  items.some((item) => order(value, item) === 0);

byPosition("$in", 2, 2, (typer, call, operator) => {
  const [item, given] = typer.args(call, operator) as [Node, Node];
  const items = needList(typer, given, "The second argument of $in");
  const order = comparer(item.kind, elementKind(items));
  return onValues(call, operator, [item, items], BOOLEAN, (value, list) =>
    list == null ? STOP : holds(list as readonly Value[], value, order),
  );
});

byPosition("in", 2, 2, (typer, call, operator) => {
  const [item, given] = typer.args(call, operator) as [Node, Node];
  let items = given;
  if (items.kind.name !== "list" && items.kind.name !== "null") {
    const source = typer.source(items.span);
    throw typer.error(
      "type",
      `'in' needs a list after it, not ${NOUNS[items.kind.name]}.`,
      items.span,
      `Write [${source}].`,
      `[${source}]`,
    );
  }
  const element = items.kind.element;
  if (items.items) {
    const parts = items.items.map((part) => typer.asDate(part, item.kind));
    for (const part of parts) checkComparable(typer, item, part, "in", call);
    items = { ...items, items: parts, run: (frame) => parts.map((part) => part.run(frame)) };
  } else if (element && unify(item.kind, element) === null)
    throw typer.error(
      "type",
      `'in' looks for ${NOUNS[item.kind.name]} in a list of other values (${NOUNS[element.name]}).`,
      call.span,
    );
  const order = comparer(item.kind, elementKind(items));
  return {
    span: call.span,
    kind: BOOLEAN,
    run(frame) {
      const list = orNull(items, frame);
      return isList(list) && holds(list, orNull(item, frame), order);
    },
  };
});

const TEXT_TESTS: Record<string, (text: string, part: string) => boolean> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
};

function textRule(typer: Typer, call: Call, operator: Operator): Node {
  const { name } = operator;
  const [text, part] = typer.args(call, operator) as [Node, Node];
  if (name === "contains" && text.kind.name === "list") checkElement(typer, text, part);
  else
    for (const side of [text, part])
      if (!["text", "null", "mixed"].includes(side.kind.name))
        throw typer.error("type", `'${name}' takes text, not ${NOUNS[side.kind.name]}.`, side.span);
  const test = TEXT_TESTS[name] as (text: string, part: string) => boolean;
  return {
    span: call.span,
    kind: BOOLEAN,
    run(frame) {
      const whole = orNull(text, frame);
      const sought = orNull(part, frame);
      if (whole == null || sought == null) return false;
      if (text.kind.name === "list")
        return (whole as readonly Value[]).some((item) => sameValue(item, sought));
      return typeof whole === "string" && typeof sought === "string" && test(whole, sought);
    },
  };
}

function checkElement(typer: Typer, list: Node, part: Node): void {
  const { element } = list.kind;
  if (!element || unify(element, part.kind) !== null) return;
  throw typer.error(
    "type",
    `'contains' looks for ${NOUNS[part.kind.name]} in a list of other values (${NOUNS[element.name]}).`,
    part.span,
    element.name === "struct" ? "To look into objects write any(list, field == 1)." : null,
  );
}

for (const name of Object.keys(TEXT_TESTS)) byPosition(name, 2, 2, textRule);
