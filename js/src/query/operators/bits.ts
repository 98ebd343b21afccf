/** Bits of whole numbers, and the size of text in bytes. */
import { INT64, NOUNS } from "../kinds";
import type { Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { type Numeric, narrow } from "../values";
import { expectWhole, MANY, unlessNull } from "./needs";
import { byPosition, type Operator } from "./registry";

function wholeItems(typer: Typer, call: Call, operator: Operator): Node[] {
  const name = typer.called(call);
  return typer.args(call, operator).map((item, index) => {
    const isFraction = item.kind.name === "number" && !item.kind.integer;
    if (isFraction && call.args[index]?.type !== "call") {
      const what = item.isLiteral ? "a number with a point" : "a column of doubles";
      throw typer.error(
        "type",
        `${name} takes whole numbers, not ${what}.`,
        item.span,
        `Make it whole: {$toLong: ${typer.source(item.span)}}.`,
      );
    }
    return expectWhole(typer, item, name);
  });
}

function bits(name: string, empty: bigint, join: (a: bigint, b: bigint) => bigint): void {
  byPosition(name, 0, MANY, (typer, call, operator) =>
    unlessNull(call, operator, wholeItems(typer, call, operator), INT64, (...values: Numeric[]) =>
      narrow(values.reduce<bigint>((all, value) => join(all, BigInt(value)), empty)),
    ),
  );
}

bits("$bitAnd", -1n, (a, b) => a & b);
bits("$bitOr", 0n, (a, b) => a | b);
bits("$bitXor", 0n, (a, b) => a ^ b);

byPosition("$bitNot", 1, 1, (typer, call, operator) =>
  unlessNull(call, operator, wholeItems(typer, call, operator), INT64, (value: Numeric) =>
    narrow(~BigInt(value)),
  ),
);

const ENCODER = new TextEncoder();

byPosition("$binarySize", 1, 1, (typer, call, operator) => {
  const items = typer.args(call, operator);
  for (const item of items)
    if (!["text", "binary", "null"].includes(item.kind.name))
      throw typer.error(
        "type",
        `${typer.called(call)} takes text or bytes, not ${NOUNS[item.kind.name]}.`,
        item.span,
      );
  return unlessNull(call, operator, items, INT64, (value: string | Uint8Array) =>
    typeof value === "string" ? ENCODER.encode(value).length : value.length,
  );
});
