/** Roots, powers, logarithms, and rounding half to even on the decimal digits. */
import { DOUBLE, INT64, type Kind } from "../kinds";
import type { Call } from "../language/tree";
import type { Node } from "../typed";
import type { Typer } from "../typing";
import type { Numeric } from "../values";
import { expect, expectWhole, STOP, unlessNull, writtenNumber } from "./needs";
import { byPosition, type Operator } from "./registry";

/** Declares a function from numbers to a double; `isOutside` is where MongoDB stops with an error. */
export function double(
  name: string,
  compute: (x: number, y: number) => number,
  isOutside?: (x: number, y: number) => boolean,
  arity = 1,
): void {
  byPosition(name, arity, arity, (typer, call, operator) => {
    const called = typer.called(call);
    const items = typer.args(call, operator).map((item) => expect(typer, item, "number", called));
    return unlessNull(call, operator, items, DOUBLE, (first: Numeric, second?: Numeric) => {
      const x = Number(first);
      const y = Number(second);
      return isOutside?.(x, y) ? STOP : compute(x, y);
    });
  });
}

/** As in C, where one to any power is one, and minus one to an infinite one, too. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}

const isNotAbove0 = (x: number) => x <= 0;

double("$sqrt", Math.sqrt, (x) => x < 0);
double("$exp", Math.exp);
double("$ln", Math.log, isNotAbove0);
double("$log10", Math.log10, isNotAbove0);
double(
  "$log",
  (x, base) => Math.log(x) / Math.log(base),
  (x, base) => x <= 0 || base <= 0 || base === 1,
  2,
);
double("$pow", power, (base, exponent) => base === 0 && exponent < 0, 2);

function toWhole(name: string, compute: (x: number) => number): void {
  byPosition(name, 1, 1, (typer, call, operator) => {
    const items = typer.args(call, operator).map((item) => expect(typer, item, "number", typer.called(call)));
    const kind = items[0]?.kind.integer ? items[0].kind : DOUBLE;
    return unlessNull(call, operator, items, kind, (x: Numeric) => (kind.integer ? x : compute(Number(x))));
  });
}

toWhole("$floor", Math.floor);
toWhole("$ceil", Math.ceil);

const LEAST_PLACE = -20;
const MOST_PLACE = 100;

function roundRule(typer: Typer, call: Call, operator: Operator): Node {
  const name = typer.called(call);
  const [first, ...rest] = typer.args(call, operator) as [Node, ...Node[]];
  const item = expect(typer, first, "number", name);
  const places = rest.map((part) => expectWhole(typer, part, `The place of ${name}`));
  const kind = roundedKind(item.kind, places[0]);
  return unlessNull(call, operator, [item, ...places], kind, (x: Numeric, given: Numeric = 0) => {
    const place = Number(given);
    if (place < LEAST_PLACE || place > MOST_PLACE) return STOP;
    if (item.kind.integer && place >= 0) return x;
    const found = roundTo(Number(x), place, operator.name === "$round");
    return kind.integer ? found + 0 : found;
  });
}

function roundedKind(kind: Kind, place: Node | undefined): Kind {
  if (!kind.integer) return DOUBLE;
  const written = place === undefined ? 0 : writtenNumber(place);
  if (written !== null && written >= 0) return kind;
  return kind.bits <= 32 ? INT64 : DOUBLE;
}

/** A number rounded half to even, or cut, on the digits that it is written with. */
function roundTo(x: number, place: number, isHalfEven: boolean): number {
  if (!Number.isFinite(x) || x === 0) return x;
  const [mantissa = "0", exponent = "0"] = Math.abs(x).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const decimals = digits.length - 1 - Number(exponent);
  if (decimals <= place) return x;
  const drop = decimals - place;
  let kept = drop >= digits.length ? 0n : BigInt(digits.slice(0, digits.length - drop));
  if (isHalfEven && drop <= digits.length) {
    const unit = 10n ** BigInt(drop);
    const rest = 2n * (BigInt(digits) % unit);
    if (rest > unit || (rest === unit && kept % 2n === 1n)) kept += 1n;
  }
  return Math.sign(x) * Number(`${kept}e${-place}`);
}

byPosition("$round", 1, 2, roundRule);
byPosition("$trunc", 1, 2, roundRule);
