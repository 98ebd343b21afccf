/** Text: joined, split, trimmed, replaced, measured; positions count letters (CP) or bytes of UTF-8 from 0. */

import { RowStop } from "../errors";
import { INT64, type Kind, listOf, TEXT } from "../kinds";
import type { Call } from "../language/tree";
import { shownAs } from "../shown";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import { compareTexts, Instant, isNumber, type Numeric, type Value } from "../values";
import { asciiLower, asciiUpper, lengthOf, letters, slice } from "./letters";
import { expect, expectWhole, MANY, type Outcome, onValues, STOP, unlessNull } from "./needs";
import { textOf } from "./number-text";
import { byName, byPosition, type Operator } from "./registry";

/** What $trim removes unless it is told, by the table in MongoDB's manual. */
const WHITESPACE = `\0\t\n\v\f\r \u00a0\u1680${Array.from({ length: 11 }, (_, at) => String.fromCharCode(0x2000 + at)).join("")}`;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true });

function texts(typer: Typer, call: Call, operator: Operator): Node[] {
  return typer.args(call, operator).map((item) => expect(typer, item, "text", typer.called(call)));
}

/** An argument as text; numbers and dates are written out, as MongoDB does here. */
function asText(typer: Typer, call: Call, item: Node): Node {
  const { kind } = item;
  if (!["number", "date", "mixed"].includes(kind.name))
    return expect(typer, item, "text", typer.called(call));
  return {
    span: item.span,
    kind: TEXT,
    run(frame) {
      const value = item.run(frame);
      if (value == null || typeof value === "string") return value;
      if (isNumber(value) || value instanceof Instant) return textOf(value);
      throw new RowStop(`${shownAs(value, kind)} where text is needed`, item.span);
    },
  };
}

byPosition("$concat", 0, MANY, (typer, call, operator) =>
  unlessNull(call, operator, texts(typer, call, operator), TEXT, (...parts: string[]) => parts.join("")),
);

function withCase(
  name: string,
  arity: number,
  kind: Kind,
  compute: (left: string, right: string) => Value,
): void {
  byPosition(name, arity, arity, (typer, call, operator) => {
    const items = typer.args(call, operator).map((item) => asText(typer, call, item));
    return onValues(call, operator, items, kind, (left, right) =>
      compute((left ?? "") as string, (right ?? "") as string),
    );
  });
}

withCase("$toLower", 1, TEXT, asciiLower);
withCase("$toUpper", 1, TEXT, asciiUpper);
withCase("$strcasecmp", 2, INT64, (left, right) => compareTexts(asciiUpper(left), asciiUpper(right)));

function length(name: string, measure: (text: string) => number): void {
  byPosition(name, 1, 1, (typer, call, operator) =>
    onValues(call, operator, texts(typer, call, operator), INT64, (text) =>
      text == null ? STOP : measure(text as string),
    ),
  );
}

length("$strLenCP", lengthOf);
length("$strLenBytes", (text) => ENCODER.encode(text).length);

byPosition("$split", 2, 2, (typer, call, operator) =>
  unlessNull(call, operator, texts(typer, call, operator), listOf(TEXT), (text: string, separator: string) =>
    separator === "" ? STOP : text.split(separator),
  ),
);

function trim(name: string, atStart: boolean, atEnd: boolean): void {
  byName(name, "input chars?", (typer, call, operator) => {
    const items = ["input", "chars"].flatMap((part) => {
      const item = typer.optional(call, part);
      return item ? [expect(typer, item, "text", typer.called(call))] : [];
    });
    return unlessNull(call, operator, items, TEXT, (text: string, chars = WHITESPACE) => {
      const parts = letters(text);
      const removed = new Set(letters(chars as string));
      let start = 0;
      let end = parts.length;
      while (atStart && start < end && removed.has(parts[start] as string)) start += 1;
      while (atEnd && end > start && removed.has(parts[end - 1] as string)) end -= 1;
      return parts.slice(start, end).join("");
    });
  });
}

trim("$trim", true, true);
trim("$ltrim", true, false);
trim("$rtrim", false, true);

function replace(name: string, compute: (text: string, sought: string, put: string) => string): void {
  byName(name, "input find replacement", (typer, call, operator) => {
    const items = operator.names.map((part) =>
      expect(typer, typer.type(typer.named(call, part)), "text", typer.called(call)),
    );
    return unlessNull(call, operator, items, TEXT, compute);
  });
}

replace("$replaceAll", (text, sought, put) =>
  // The empty text stands before every letter and at the end.
  sought === ""
    ? put +
      letters(text)
        .map((letter) => letter + put)
        .join("")
    : text.split(sought).join(put),
);
replace("$replaceOne", (text, sought, put) => text.replace(sought, () => put));

function part(name: string, compute: (text: string, start: number, count: number) => Outcome): void {
  byPosition(name, 3, 3, (typer, call, operator) => {
    const [text, start, count] = typer.args(call, operator) as [Node, Node, Node];
    const called = typer.called(call);
    const items = [
      asText(typer, call, text),
      expectWhole(typer, start, called),
      expectWhole(typer, count, called),
    ];
    return onValues(call, operator, items, TEXT, (value, first, taken) => {
      if (value == null) return "";
      if (first == null || taken == null || Number(first as Numeric) < 0) return STOP;
      return compute(value as string, Number(first), Number(taken));
    });
  });
}

part("$substrCP", (text, start, count) => (count < 0 ? STOP : slice(text, start, count)));

const isInside = (bytes: Uint8Array, at: number) => ((bytes[at] ?? 0) & 0xc0) === 0x80;

function bytesPart(text: string, start: number, count: number): Outcome {
  const bytes = ENCODER.encode(text);
  const end = count < 0 ? bytes.length : start + count;
  if (isInside(bytes, start) || isInside(bytes, end)) return STOP;
  return DECODER.decode(bytes.slice(start, end));
}

part("$substrBytes", bytesPart);
part("$substr", bytesPart);

/** Where a part first stands from `start` on, ending before `end`. */
function find(name: string, place: (text: string, part: string, start: number, end: number) => number): void {
  byPosition(name, 2, 4, (typer, call, operator) => {
    const [text, sought, ...limits] = typer.args(call, operator) as [Node, Node, ...Node[]];
    const called = typer.called(call);
    const items = [
      expect(typer, text, "text", called),
      expect(typer, sought, "text", called),
      ...limits.map((item) => expectWhole(typer, item, called)),
    ];
    return onValues(call, operator, items, INT64, (whole, inner, ...ends) => {
      if (whole == null) return null;
      if (inner == null || ends.some((end) => end == null || Number(end) < 0)) return STOP;
      const [start = 0, end = Number.POSITIVE_INFINITY] = ends.map(Number);
      return end < start ? -1 : place(whole as string, inner as string, start, end);
    });
  });
}

find("$indexOfCP", (text, sought, start, end) => {
  const parts = letters(text);
  if (start > parts.length) return -1;
  const before = parts.slice(0, start).join("");
  const at = parts.slice(start, end).join("").indexOf(sought);
  return at < 0 ? -1 : start + lengthOf(text.slice(before.length, before.length + at));
});

find("$indexOfBytes", (text, sought, start, end) => {
  const bytes = ENCODER.encode(text);
  const part = ENCODER.encode(sought);
  if (start > bytes.length) return -1;
  for (let at = start; at + part.length <= Math.min(end, bytes.length); at++)
    if (part.every((byte, index) => bytes[at + index] === byte)) return at;
  return -1;
});
