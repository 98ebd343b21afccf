/** Finding words in what is shown, whatever made it: markup, a tree, marks. */

/** More are not marked. */
const MOST = 5000;
const BLOCKS = "p, li, pre, td, th, h3, h4, h5, h6, blockquote, div";

/** Where a text stands below an element, case aside, in the order of the page. */
export function findRanges(root: Element, sought: string): Range[] {
  if (sought === "") return [];
  const { text, nodes } = flatten(root);
  const low = text.toLowerCase();
  // Letters that change their length with their case would shift all places behind them.
  const [where, what] = low.length === text.length ? [low, sought.toLowerCase()] : [text, sought];
  const ranges: Range[] = [];
  for (
    let at = where.indexOf(what);
    at >= 0 && ranges.length < MOST;
    at = where.indexOf(what, at + what.length)
  ) {
    const range = root.ownerDocument.createRange();
    const from = nodeAt(nodes, at);
    const to = nodeAt(nodes, at + what.length - 1);
    range.setStart(from.node, at - from.start);
    range.setEnd(to.node, at + what.length - to.start);
    ranges.push(range);
  }
  return ranges;
}

interface Placed {
  node: Text;
  start: number;
}

/** All text below an element, with a line's end between its blocks, and where its nodes begin in it. */
function flatten(root: Element): { text: string; nodes: Placed[] } {
  const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes: Placed[] = [];
  let text = "";
  let block: Element | null = null;
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    const around: Element | null = node.parentElement?.closest(BLOCKS) ?? null;
    if (block !== null && around !== block) text += "\n";
    block = around;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { text, nodes };
}

function nodeAt(nodes: Placed[], at: number): Placed {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((nodes[middle] as Placed).start <= at) low = middle;
    else high = middle - 1;
  }
  return nodes[low] as Placed;
}

/** Marks ranges without touching what they are in, where the browser can; else the one that is looked at is selected. */
export class FoundMarks {
  readonly #all = "Highlight" in globalThis ? new Highlight() : null;
  readonly #now = "Highlight" in globalThis ? new Highlight() : null;

  show(ranges: readonly Range[], at: number): void {
    const now = ranges[at];
    if (this.#all && this.#now) {
      this.#all.clear();
      this.#now.clear();
      for (const range of ranges) this.#all.add(range);
      if (now) this.#now.add(now);
      CSS.highlights.set("dv-find", this.#all);
      CSS.highlights.set("dv-find-now", this.#now);
      this.#now.priority = 1;
    } else if (now) {
      const selection = now.startContainer.ownerDocument?.getSelection();
      selection?.removeAllRanges();
      selection?.addRange(now);
    }
  }

  clear(): void {
    this.#all?.clear();
    this.#now?.clear();
  }
}

/** Scroll a range into the middle of what scrolls, unless it is in sight. */
export function reveal(range: Range, scroller: HTMLElement): void {
  const box = range.getBoundingClientRect();
  const room = scroller.getBoundingClientRect();
  if (box.top < room.top || box.bottom > room.bottom)
    scroller.scrollTop += box.top - room.top - room.height / 2;
  if (box.left < room.left || box.right > room.right)
    scroller.scrollLeft += box.left - room.left - room.width / 2;
}
