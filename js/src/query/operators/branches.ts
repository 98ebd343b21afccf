/** Branches: $cond, $switch, $ifNull, whose values may differ in kind; what is not chosen raises nothing. */
import { joinAll } from "../kinds";
import type { Node } from "../typed";
import { isTrue } from "../values";
import { MANY, stopOf } from "./needs";
import { byName, byPosition } from "./registry";

byName(
  "$cond",
  "if then else",
  (typer, call, operator) => {
    if (call.named.length === 0) typer.checkCount(call, operator);
    const trees = call.named.length > 0 ? operator.names.map((name) => typer.named(call, name)) : call.args;
    const [condition, then, otherwise] = trees.map((tree) => typer.type(tree)) as [Node, Node, Node];
    return {
      span: call.span,
      kind: joinAll([then.kind, otherwise.kind]),
      run: (frame) => (isTrue(condition.run(frame)) ? then : otherwise).run(frame),
    };
  },
  3,
);

byName("$switch", "branches default?", (typer, call, operator) => {
  const listed = typer.named(call, "branches");
  if (listed.type !== "list" || listed.items.length === 0)
    throw typer.error(
      "type",
      "The branches of $switch are a list of at least one.",
      listed.span,
      "Write branches: [{case: ..., then: ...}].",
    );
  const pairs: [Node, Node][] = [];
  for (const branch of listed.items) {
    const names = branch.type === "struct" ? branch.fields.map((entry) => entry.name).sort() : [];
    if (branch.type !== "struct" || names.join() !== "case,then")
      throw typer.error(
        "type",
        "A branch of $switch has 'case' and 'then'.",
        branch.span,
        "Write {case: ..., then: ...}.",
      );
    const [condition, value] = ["case", "then"].map((name) =>
      typer.type(
        (branch.fields.find((entry) => entry.name === name) ?? branch.fields[0] ?? { value: branch }).value,
      ),
    ) as [Node, Node];
    pairs.push([condition, value]);
  }
  const otherwise = typer.optional(call, "default");
  const values = pairs.map(([, value]) => value.kind);
  return {
    span: call.span,
    kind: joinAll(otherwise ? [...values, otherwise.kind] : values),
    run(frame) {
      for (const [condition, value] of pairs) if (isTrue(condition.run(frame))) return value.run(frame);
      if (otherwise === null) throw stopOf(operator.name, call.span, [], []);
      return otherwise.run(frame);
    },
  };
});

byPosition("$ifNull", 2, MANY, (typer, call, operator) => {
  const items = typer.args(call, operator);
  return {
    span: call.span,
    kind: joinAll(items.map((item) => item.kind)),
    run(frame) {
      for (const item of items) {
        const value = item.run(frame);
        if (value != null) return value;
      }
      return null;
    },
  };
});
