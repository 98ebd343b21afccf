/** What classes are ordered by: a figure, from the lowest up or (with a minus) from the highest down. */
export type ClassSort = "" | "class" | "confused" | `${"" | "-"}${ClassFigure}`;

export type ClassFigure = "rows" | "ap" | "precision" | "recall" | "f1" | "iou" | "dice";

/** Above so many classes the matrix is drawn as a picture, in which neighbours should be alike. */
export const MOST_NUMBERED = 30;

/** What a click on a head makes of the order: worst first, best first, then as the classes stand. */
export function nextSort(sort: ClassSort, figure: ClassFigure): ClassSort {
  if (sort === figure) return `-${figure}`;
  return sort === `-${figure}` ? "class" : figure;
}

/** The order in force where nobody chose one. */
export function sortInForce(sort: ClassSort, classes: number, first: ClassFigure): ClassSort {
  return sort || (classes > MOST_NUMBERED ? "confused" : first);
}

/** Indexes of classes in order. Classes without a figure come last, and equal ones stay as they stand. */
export function orderClasses(
  sort: ClassSort,
  count: number,
  figures: (figure: ClassFigure) => readonly (number | null)[],
  confused: readonly number[],
): number[] {
  const all = Array.from({ length: count }, (_, index) => index);
  if (sort === "" || sort === "class") return all;
  if (sort === "confused") return confused.length === count ? [...confused] : all;
  const isDown = sort.startsWith("-");
  const values = figures((isDown ? sort.slice(1) : sort) as ClassFigure);
  const key = (index: number) => {
    const value = values[index];
    if (value === null || value === undefined || Number.isNaN(value)) return Number.POSITIVE_INFINITY;
    return isDown ? -value : value;
  };
  return all.sort((a, b) => {
    const [left, right] = [key(a), key(b)];
    return left === right ? a - b : left - right;
  });
}
