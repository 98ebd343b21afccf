/** Ids of ticked rows as they cross: ascending, as steps from one to the next. Its twin, `widgets/row_ids.py`, says how. */

export function packIds(ids: readonly number[]): string {
  let bytes = "";
  let [last, step, again] = [-1, 0, 0];
  const write = (number: number): void => {
    for (; number > 127; number = Math.floor(number / 128))
      bytes += String.fromCharCode((number % 128) + 128);
    bytes += String.fromCharCode(number);
  };
  const flush = (): void => {
    if (again) {
      write(0);
      write(again);
    }
    again = 0;
  };
  for (const id of Float64Array.from(ids).sort()) {
    const next = id - last;
    last = id;
    if (next === step) again++;
    else if (next) {
      flush();
      step = next;
      write(step);
    }
  }
  flush();
  return btoa(bytes);
}

export function unpackIds(text: string): number[] {
  const ids: number[] = [];
  let [id, step, number, unit, isCount] = [-1, 0, 0, 1, false];
  for (const letter of atob(text)) {
    const byte = letter.charCodeAt(0);
    number += (byte % 128) * unit;
    unit *= 128;
    if (byte > 127) continue;
    if (number && !isCount) step = number;
    for (let left = isCount ? number : Math.sign(number); left > 0; left--) {
      id += step;
      ids.push(id);
    }
    isCount = !number;
    number = 0;
    unit = 1;
  }
  return ids;
}
