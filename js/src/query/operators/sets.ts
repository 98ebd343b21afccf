/** Lists as sets: each value counts once, null too; answers come in order, the same each time. */
import { BOOLEAN } from "../kinds";
import { compareValues, type Value } from "../values";
import { lists } from "./arrays";
import { MANY, type Outcome, onValues, STOP, unlessNull } from "./needs";
import { byPosition } from "./registry";

type List = readonly Value[];

/** Each value once, in order: nulls stand last, as the engine has them. */
function unique(items: List): Value[] {
  const sorted = items.toSorted(compareValues);
  const found = sorted.filter((item, at) => at === 0 || compareValues(item, sorted[at - 1]) !== 0);
  return found[0] == null && found.length > 1 ? [...found.slice(1), null] : found;
}

function has(items: List): (value: Value) => boolean {
  const sorted = items.toSorted(compareValues);
  return (value) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareValues(sorted[middle], value) < 0) low = middle + 1;
      else high = middle;
    }
    return low < sorted.length && compareValues(sorted[low], value) === 0;
  };
}

const holdsAll = (items: List, part: List) => part.every(has(items));

function set(name: string, fewest: number, most: number, compute: (...all: List[]) => Outcome): void {
  byPosition(name, fewest, most, (typer, call, operator) => {
    const { items, kind } = lists(typer, call, operator);
    return unlessNull(call, operator, items, kind, compute);
  });
}

set("$setUnion", 0, MANY, (...all) => unique(all.flat()));
set("$setIntersection", 0, MANY, (first = [], ...rest) => {
  const tests = rest.map(has);
  return unique(first.filter((item) => tests.every((test) => test(item))));
});
set("$setDifference", 2, 2, (first = [], second = []) => {
  const test = has(second);
  return unique(first.filter((item) => !test(item)));
});

function test(name: string, most: number, compute: (...all: List[]) => boolean): void {
  byPosition(name, 2, most, (typer, call, operator) => {
    const { items } = lists(typer, call, operator);
    return onValues(call, operator, items, BOOLEAN, (...all) =>
      all.some((list) => list == null) ? STOP : compute(...(all as List[])),
    );
  });
}

test("$setIsSubset", 2, (part = [], whole = []) => holdsAll(whole, part));
test("$setEquals", MANY, (first = [], ...rest) =>
  rest.every((other) => holdsAll(first, other) && holdsAll(other, first)),
);
