/** Operators that give a name to a value, or to every element of a list: $let, $map, $filter, $reduce. */
import { isRepeated } from "../facts";
import { INT64, join, type Kind, listOf, sameKind } from "../kinds";
import { argument, type Call, type Tree } from "../language/tree";
import { type Binding, constantNode } from "../nodes";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { isTrue, type Value } from "../values";
import { elementKind, expectWhole, needList, stopOf, writtenNumber } from "./needs";
import { byName } from "./registry";

/** The name that 'as' gives to the elements of a list. */
function variableName(typer: Typer, tree: Tree | null): string {
  if (tree === null) return "this";
  const name = tree.type === "literal" ? tree.value : null;
  if (typeof name !== "string" || !isName(name))
    throw typer.error(
      "value",
      "'as' is a name that starts with a small letter.",
      tree.span,
      "Write as: 'box' and use it as '$$box'.",
    );
  return name;
}

const isName = (name: string) => /^(?![\p{Lu}_])[\p{L}\p{Nl}][\p{L}\p{N}\p{M}_]*$/u.test(name);

byName("$let", "vars in", (typer, call) => {
  const named = typer.named(call, "vars");
  const body = typer.named(call, "in");
  if (named.type !== "struct")
    throw typer.error("type", "The vars of $let are an object.", named.span, "Write vars: {total: ...}.");
  for (const { name, at } of named.fields)
    if (!isName(name) && name !== "CURRENT")
      throw typer.error("value", "A variable's name starts with a small letter.", at);
  const values = named.fields.map((entry) => typer.type(entry.value));
  const bindings = named.fields.map(({ name }, at): Binding => {
    const value = values[at] as Node;
    // A constant stays one, so that what must be written out may be.
    const level = typer.newLevel();
    const facts = isRepeated(value, name, body) && value.facts ? { facts: value.facts } : {};
    return { name, kind: value.kind, level, ...facts, ...(value.isLiteral ? { value } : {}) };
  });
  const inner = typer.within(bindings, () => typer.type(body));
  const isPlain = named.fields.every(({ name }, at) => isRepeated(values[at] as Node, name, body));
  return {
    span: isPlain ? inner.span : call.span,
    kind: inner.kind,
    run(frame) {
      const found = values.map((value) => value.run(frame));
      for (const [at, binding] of bindings.entries()) frame.bound[binding.level] = found[at];
      return inner.run(frame);
    },
  };
});

function sourceOf(typer: Typer, call: Call): Node {
  return needList(typer, typer.type(typer.named(call, "input")), typer.called(call));
}

function element(typer: Typer, name: string, kind: Kind): Binding {
  return { name, kind, level: typer.newLevel() };
}

byName("$map", "input in as?", (typer, call) => {
  const source = sourceOf(typer, call);
  const item = element(typer, variableName(typer, argument(call, "as")), elementKind(source));
  const inner = typer.within([item], () => typer.type(typer.named(call, "in")));
  return {
    span: call.span,
    kind: listOf(inner.kind),
    run(frame) {
      const items = source.run(frame) as readonly Value[] | null;
      if (items == null) return null;
      return items.map((value) => {
        frame.bound[item.level] = value;
        return inner.run(frame);
      });
    },
  };
});

byName("$filter", "input cond as? limit?", (typer, call, operator) => {
  const source = sourceOf(typer, call);
  const item = element(typer, variableName(typer, argument(call, "as")), elementKind(source));
  const condition = typer.within([item], () => typer.type(typer.named(call, "cond")));
  const given = typer.optional(call, "limit");
  const limit = given ? expectWhole(typer, given, "The limit of $filter") : constantNode(null, call.span);
  const written = writtenNumber(limit);
  if (given && written !== null && written < 1)
    throw typer.error("value", "The limit of $filter is a whole number above 0.", given.span);
  return {
    span: call.span,
    kind: listOf(elementKind(source)),
    run(frame) {
      const items = source.run(frame) as readonly Value[] | null;
      const count = limit.run(frame);
      if (count != null && Number(count) < 1)
        throw stopOf(operator.name, call.span, [source, limit], [items, count]);
      if (items == null) return null;
      const kept = items.filter((value) => {
        frame.bound[item.level] = value;
        return isTrue(condition.run(frame));
      });
      return count == null ? kept : kept.slice(0, Number(count));
    },
  };
});

byName("$reduce", "input initialValue in", (typer, call) => {
  const source = sourceOf(typer, call);
  const start = typer.type(typer.named(call, "initialValue"));
  const body = typer.named(call, "in");
  const item: Binding = { name: "this", kind: elementKind(source), level: typer.newLevel() };
  const level = typer.newLevel();
  let kind = start.kind.integer ? join(start.kind, INT64) : start.kind;
  let inner: Node;
  for (;;) {
    const value: Binding = { name: "value", kind, level };
    const notices = typer.notices.length;
    inner = typer.within([value, item], () => typer.type(body));
    // The value begins as one kind and may become another, until it holds both.
    const wider = join(kind, inner.kind);
    if (sameKind(wider, kind)) break;
    typer.notices.length = notices;
    kind = wider;
  }
  const step = inner;
  return {
    span: call.span,
    kind,
    run(frame) {
      const items = source.run(frame) as readonly Value[] | null;
      if (items == null) return null;
      let value = start.run(frame);
      for (const each of items) {
        frame.bound[level] = value;
        frame.bound[item.level] = each;
        value = step.run(frame);
      }
      return value;
    },
  };
});
