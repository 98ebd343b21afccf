import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { WatchedChannel } from "../../activity";
import { textWidth } from "../../text-width";
import { messageOf } from "../../thumbnails";
import { type Camera, first, fitted, held, type Rect, type Size, showing, zoomedAt } from "./camera";
import { type Find, findNodes } from "./finding";
import { type Graph, graphOf, type Kin, kinOf } from "./graph";
import { layOutAside } from "./laying-out";
import { EMPTY, keyOf, type Picture, type Placed, withNodes } from "./picture";
import type { LineageAnswer, LineageEdge, LineageFact, LineageNode, LineageTarget } from "./wire";
import { groupWords } from "./words";

/** What Python or the view around may want to know of a lineage. */
export interface LineageOptions {
  /** One node for the runs of a job, and one for the versions of an artifact. */
  grouped: Signal<boolean>;
  /** Groups whose members are shown while others are grouped. */
  openGroups: Signal<string[]>;
  find: Signal<string>;
}

export function freshLineageOptions(): LineageOptions {
  return { grouped: signal(true), openGroups: signal([]), find: signal("") };
}

/** Pictures that are kept, so that grouping and going back lays out nothing again. */
const KEPT = 3;
const LABEL_PX = 12;
const SMALL_PX = 11;
const TABLE_PX = 13;

/** A picture, and what it is of, see `keyOf`. */
interface Laid {
  key: string;
  picture: Picture;
}

interface Laying {
  key: string;
  abort: AbortController;
  picture: Promise<Picture>;
}

/** What a lineage shows. */
export class LineageState {
  readonly answer = signal<LineageAnswer | null>(null);
  readonly failure = signal<string | null>(null);
  readonly isWaiting = signal(true);
  /** How many nodes are being laid out, while those of `answer` are shown; 0 when none are. */
  readonly layingOut = signal(0);
  readonly picture = signal<Picture>(EMPTY);
  readonly graph: ReadonlySignal<Graph>;
  readonly pane = signal<Size>({ width: 0, height: 0 });
  readonly camera = signal<Camera>({ x: 0, y: 0, zoom: 1 });
  /** The node under the pointer. */
  readonly hovered = signal<string | null>(null);
  /** The node that the keys are on. */
  readonly active = signal<string | null>(null);
  readonly isFocused = signal(false);
  /** The node that was pressed where a press opens nothing: what is known of it stays. */
  readonly pinned = signal<string | null>(null);
  /** The node whose kin is bright. */
  readonly lit: ReadonlySignal<string | null>;
  /** The node of which is said what is known. */
  readonly told: ReadonlySignal<string | null>;
  readonly kin: ReadonlySignal<Kin | null>;
  readonly finds: ReadonlySignal<Find[]>;
  readonly found: ReadonlySignal<ReadonlySet<string>>;

  /** What Python said of nodes, by id. */
  readonly facts = new Map<string, LineageFact[]>();

  #asked: AbortController | null = null;
  /** Pictures that were laid out last, the last one first. */
  #laid: Laid[] = [];
  #laying: Laying | null = null;
  #isPlaced = false;
  /** Whether the next picture is another one, to be seen from its beginning. */
  #isReplaced = false;
  /** What to show once the next picture is here: a node of it. */
  #goal: ((picture: Picture) => string | undefined) | null = null;

  constructor(
    readonly channel: WatchedChannel,
    readonly signal: AbortSignal,
    readonly options: LineageOptions,
  ) {
    this.graph = computed(() => graphOf(this.answer.value?.nodes ?? [], this.answer.value?.edges ?? []));
    this.lit = computed(() => {
      const id = this.hovered.value ?? (this.isFocused.value ? this.active.value : null);
      return id !== null && this.graph.value.nodes.has(id) ? id : null;
    });
    this.told = computed(() => {
      const id = this.lit.value ?? this.pinned.value;
      return id !== null && this.graph.value.nodes.has(id) ? id : null;
    });
    this.kin = computed(() => (this.lit.value === null ? null : kinOf(this.graph.value, this.lit.value)));
    this.finds = computed(() => findNodes(this.answer.value?.nodes ?? [], options.find.value));
    this.found = computed(() => new Set(this.finds.value.map(({ id }) => id)));
  }

  /** Ask for the graph around what is open; an older question is dropped. */
  async load(around: LineageTarget | null): Promise<void> {
    this.#asked?.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const stop = () => this.stop();
    this.signal.addEventListener("abort", stop, { once: true });
    this.isWaiting.value = true;
    const params = {
      around,
      grouped: this.options.grouped.peek(),
      open_groups: this.options.openGroups.peek(),
    };
    try {
      const { result } = await this.channel.ask("lineage", params, asked.signal);
      const picture = await this.#layOut(result);
      if (!asked.signal.aborted) this.#take(result, picture);
    } catch (error) {
      if (!asked.signal.aborted) this.failure.value = messageOf(error);
    } finally {
      this.signal.removeEventListener("abort", stop);
      if (this.#asked === asked) this.isWaiting.value = false;
    }
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#asked?.abort();
    this.#laying?.abort.abort();
  }

  get current(): LineageNode | null {
    return this.answer.value?.nodes.find(({ is_current }) => is_current) ?? null;
  }

  boxAt(x: number, y: number): Placed | null {
    const { x: left, y: top, zoom } = this.camera.peek();
    const at = { x: (x - left) / zoom, y: (y - top) / zoom };
    const { boxes } = this.picture.peek();
    return (
      boxes.findLast(
        (box) => at.x >= box.x && at.x <= box.x + box.width && at.y >= box.y && at.y <= box.y + box.height,
      ) ?? null
    );
  }

  /** The pane has another size: what was in the middle stays there. */
  resize(pane: Size): void {
    const before = this.pane.peek();
    if (before.width === pane.width && before.height === pane.height) return;
    this.pane.value = pane;
    if (!this.#isPlaced) this.#place();
    else {
      const { x, y, zoom } = this.camera.peek();
      const moved = {
        x: x + (pane.width - before.width) / 2,
        y: y + (pane.height - before.height) / 2,
        zoom,
      };
      this.camera.value = held(moved, this.picture.peek(), pane);
    }
  }

  pan(dx: number, dy: number): void {
    const { x, y, zoom } = this.camera.peek();
    this.camera.value = held({ x: x + dx, y: y + dy, zoom }, this.picture.peek(), this.pane.peek());
  }

  /** Zoom at a point of the pane, its middle unless given. */
  zoom(factor: number, at?: { x: number; y: number }): void {
    const pane = this.pane.peek();
    const { x, y } = at ?? { x: pane.width / 2, y: pane.height / 2 };
    this.camera.value = zoomedAt(this.camera.peek(), factor, x, y, this.picture.peek(), pane);
  }

  fit(): void {
    this.camera.value = fitted(this.picture.peek(), this.pane.peek());
  }

  /** Put the keys on a node, and bring it into sight. */
  activate(id: string): void {
    this.active.value = id;
    const box = this.picture.peek().byId.get(id);
    if (box) this.camera.value = showing(this.camera.peek(), box, this.pane.peek());
  }

  /** Group all, or show every run and version. */
  setGrouped(grouped: boolean): void {
    const { options } = this;
    if (options.grouped.peek() === grouped && options.openGroups.peek().length === 0) return;
    this.#asked?.abort();
    this.#isReplaced = true;
    batch(() => {
      options.grouped.value = grouped;
      options.openGroups.value = [];
    });
  }

  /** Show the members of one group, one of them in the middle; the rest stays as it is. */
  openGroup(group: string, member: string | null = null): void {
    const { openGroups } = this.options;
    if (openGroups.peek().includes(group)) return;
    // An answer that is on its way knows nothing of these groups.
    this.#asked?.abort();
    this.#goal = ({ boxes }) => {
      const members = boxes.filter(({ node }) => node.group === group);
      return (members.find(({ node }) => node.label === member) ?? members[0])?.node.id;
    };
    openGroups.value = [...openGroups.peek(), group];
  }

  /** Make one node of the members of a group again. */
  closeGroup(group: string): void {
    const { openGroups } = this.options;
    if (!openGroups.peek().includes(group)) return;
    this.#asked?.abort();
    this.#goal = () => group;
    openGroups.value = openGroups.peek().filter((other) => other !== group);
  }

  /** Go on to the next node that was found; one inside a group opens it. */
  findNext(step: 1 | -1): void {
    const finds = this.finds.peek();
    if (finds.length === 0) return;
    const at = finds.findIndex(({ id }) => id === this.active.peek());
    const next =
      finds[at < 0 ? (step > 0 ? 0 : finds.length - 1) : (at + step + finds.length) % finds.length];
    if (!next) return;
    if (next.member !== null) this.openGroup(next.id, next.member);
    else this.#centre(next.id);
  }

  /** The picture of an answer. What is being laid out already goes on; anything else that is, ends. */
  async #layOut({ nodes, edges }: LineageAnswer): Promise<Picture> {
    if (nodes.length === 0) return EMPTY;
    const held = graphOf(nodes, edges).edges;
    const key = keyOf(nodes, held);
    if (this.#laying?.key !== key) {
      this.#laying?.abort.abort();
      this.#laying = null;
    }
    const known = this.#laid.find((one) => one.key === key);
    if (known) return withNodes(known.picture, nodes);
    this.#laying ??= this.#begin(key, nodes, held);
    const laying = this.#laying;
    try {
      const picture = await laying.picture;
      this.#laid = [{ key, picture }, ...this.#laid.filter((one) => one.key !== key)].slice(0, KEPT);
      return withNodes(picture, nodes);
    } finally {
      if (this.#laying === laying) this.#laying = null;
      if (this.#laying === null) this.layingOut.value = 0;
    }
  }

  #begin(key: string, nodes: readonly LineageNode[], edges: readonly LineageEdge[]): Laying {
    const abort = new AbortController();
    this.layingOut.value = nodes.length;
    // Of a group what stands on its members says nothing of where it stands.
    const lean = nodes.map((node) => ({ ...node, member_labels: [] }));
    const task = { nodes: lean, edges: [...edges], widths: nodes.map(widthOf) };
    return { key, abort, picture: layOutAside(task, abort.signal) };
  }

  #take(answer: LineageAnswer, picture: Picture): void {
    const focused = this.active.peek();
    batch(() => {
      this.failure.value = null;
      this.answer.value = answer;
      this.picture.value = picture;
      this.hovered.value = null;
    });
    const goal = this.#goal?.(picture);
    this.#goal = null;
    if (focused !== null && !picture.byId.has(focused)) this.active.value = goal ?? null;
    if (!this.#isPlaced || this.#isReplaced) this.#place();
    else if (goal !== undefined) {
      this.active.value = goal;
      this.#centre(goal);
    } else this.camera.value = held(this.camera.peek(), picture, this.pane.peek());
  }

  #place(): void {
    const picture = this.picture.peek();
    const pane = this.pane.peek();
    if (picture.boxes.length === 0 || pane.width === 0) return;
    this.#isPlaced = true;
    this.#isReplaced = false;
    const current = picture.boxes.find(({ node }) => node.is_current);
    this.camera.value = first(picture, pane, current ? middleOf(current) : null);
  }

  #centre(id: string): void {
    const box = this.picture.peek().byId.get(id);
    if (!box) return;
    const pane = this.pane.peek();
    const { zoom } = this.camera.peek();
    const near = Math.max(zoom, 1);
    const { x, y } = middleOf(box);
    const camera = { x: pane.width / 2 - x * near, y: pane.height / 2 - y * near, zoom: near };
    batch(() => {
      this.active.value = id;
      this.camera.value = held(camera, this.picture.peek(), pane, true);
    });
  }
}

const middleOf = ({ x, y, width, height }: Placed) => ({ x: x + width / 2, y: y + height / 2 });

/** How wide what stands on a node is, in px. */
export function widthOf(node: LineageNode): number {
  const label = (textWidth(node.label, true) * LABEL_PX) / TABLE_PX;
  if (!node.is_group) return label;
  return Math.max(label, (textWidth(groupWords(node), true) * SMALL_PX) / TABLE_PX);
}

/** Whether a box and a part of the picture have something in common. */
export function isWithin(box: { x: number; y: number; width: number; height: number }, rect: Rect): boolean {
  return (
    box.x <= rect.right &&
    box.x + box.width >= rect.left &&
    box.y <= rect.bottom &&
    box.y + box.height >= rect.top
  );
}
