/** Conditions on the elements of a list: any, all, none, count, and MongoDB's over truth. */
import { BOOLEAN, INT64 } from "../kinds";
import type { Call } from "../language/tree";
import type { Binding } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { isTrue, type Value } from "../values";
import { orNull } from "./comparing";
import { elementKind, needList, onValues, STOP } from "./needs";
import { byPosition, type Operator } from "./registry";

/** How many elements are looked at, and of how many of them the condition holds. */
type Answer = (held: number, all: number) => Value;

const ANSWERS: Record<string, Answer> = {
  any: (held) => held > 0,
  all: (held, all) => held === all,
  none: (held) => held === 0,
  count: (held) => held,
};

function rule(typer: Typer, call: Call, operator: Operator): Node {
  const { name } = operator;
  typer.checkCount(call, operator);
  const [first, second] = call.args;
  const source = needList(typer, typer.type(first ?? call), `${name}()`);
  const item: Binding = { name: "it", kind: elementKind(source), level: typer.newLevel() };
  const condition = second ? typer.within([item], () => typer.requireCondition(typer.type(second))) : null;
  if (condition === null && name !== "count" && !["boolean", "null"].includes(item.kind.name))
    throw typer.error(
      "type",
      `${name}() needs a condition on the elements.`,
      call.span,
      `Write ${name}(${typer.source((first ?? call).span)}, class_id == 1).`,
    );
  const answer = ANSWERS[name] as Answer;
  return {
    span: call.span,
    kind: name === "count" ? INT64 : BOOLEAN,
    run(frame) {
      const items = (name === "count" ? source.run(frame) : orNull(source, frame)) as readonly Value[] | null;
      if (items == null) return name === "count" ? null : false;
      if (condition === null && name === "count") return items.length;
      let held = 0;
      for (const value of items) {
        frame.bound[item.level] = value;
        // A condition that cannot be computed does not hold.
        if (isTrue(condition === null ? value : orNull(condition, frame))) held += 1;
      }
      return answer(held, items.length);
    },
  };
}

byPosition("count", 1, 2, rule);
byPosition("any", 1, 2, rule);
byPosition("all", 1, 2, rule);
byPosition("none", 1, 2, rule);

function ofTruth(name: string, test: (items: readonly Value[]) => boolean): void {
  byPosition(name, 1, 1, (typer, call, operator) => {
    const items = typer.args(call, operator).map((item) => needList(typer, item, typer.called(call)));
    return onValues(call, operator, items, BOOLEAN, (value) =>
      value == null ? STOP : test(value as readonly Value[]),
    );
  });
}

ofTruth("$anyElementTrue", (items) => items.some(isTrue));
ofTruth("$allElementsTrue", (items) => items.every(isTrue));
