/** A search over the names of a project in the page, as `runs/listing/search.py` and `listing.py` have it. */
import type { ArtifactRow, ProjectFound, RunRow, TypeRow, VersionRow } from "../project/wire";
import type { ListedSaid } from "./page-wire";

const MOST_RUNS = 50;
/** Versions of a row. */
export const NEWEST = 3;
const NUMBER = /^v\d+$/;

/** The words of a text; all of them must be found, each anywhere in some name. */
export class Words {
  readonly #words: string[];
  readonly hasVersion: boolean;

  constructor(text: string) {
    this.#words = folded(text.replaceAll(":", " ")).split(/\s+/).filter(Boolean);
    this.hasVersion = this.#words.some((word) => NUMBER.test(word));
  }

  /** Whether each word is in the names, or begins the id of a run: letters in the middle of one are there by chance. */
  match(names: string, runId?: string): boolean {
    return this.#words.every(
      (word) => names.includes(word) || (runId !== undefined && folded(runId).startsWith(word)),
    );
  }

  /** Whether each word is in the artifact's names or the version's own, and one at least in these. */
  matchVersion(shared: string, { version, aliases, tags }: VersionRow): boolean {
    const own = [...aliases, ...tags].map(folded);
    let isOwn = false;
    for (const word of this.#words) {
      const found = NUMBER.test(word) ? word === `v${version}` : own.some((name) => name.includes(word));
      isOwn ||= found;
      if (!found && !shared.includes(word)) return false;
    }
    return isOwn;
  }

  /** How well a name fits: 0 for the text itself, 1 for one that begins so, 2 for one that has it. */
  rank(name: string): number {
    const plain = folded(name);
    if (this.#words.includes(plain)) return 0;
    return this.#words.some((word) => plain.startsWith(word)) ? 1 : 2;
  }
}

/** What has all words of a text in its names. */
export function search({ opened, artifacts, runs }: ListedSaid, text: string): ProjectFound {
  const words = new Words(text);
  const rows: ArtifactRow[] = [];
  let versions = 0;
  for (const artifact of opened.types.flatMap((type) => type.artifacts)) {
    const shared = folded(`${artifact.name}\n${artifact.type}`);
    const isNamed = words.match(shared);
    const known = artifacts[artifact.name]?.versions ?? [];
    const hits =
      isNamed && !words.hasVersion ? [] : known.filter((version) => words.matchVersion(shared, version));
    versions += hits.length;
    if (isNamed || hits.length > 0) rows.push({ ...artifact, newest: hits.slice(0, NEWEST) });
  }
  rows.sort((a, b) => words.rank(a.name) - words.rank(b.name) || order(a.name, b.name));
  const found = runs.filter((run) => words.match(namesOf(run), run.id));
  const views = opened.views.filter(({ name, table }) => words.match(folded(`${name}\n${table}`)));
  return {
    types: byType(rows),
    runs: found.slice(0, MOST_RUNS),
    views,
    counts: { artifacts: rows.length, versions, runs: found.length, views: views.length },
  };
}

/** Runs whose names have all words of a text, and that go as is asked for. */
export function runsOf(runs: readonly RunRow[], text = "", state?: string): RunRow[] {
  const words = new Words(text);
  return runs.filter(
    (run) => (state === undefined || run.state === state) && words.match(namesOf(run), run.id),
  );
}

const folded = (text: string): string => text.toLowerCase();
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function namesOf({ name, group, job_type, tags }: RunRow): string {
  return folded([name, group, job_type, ...tags].filter(Boolean).join("\n"));
}

function byType(rows: readonly ArtifactRow[]): TypeRow[] {
  const found = new Map<string, ArtifactRow[]>();
  for (const row of rows) found.set(row.type, [...(found.get(row.type) ?? []), row]);
  return [...found].map(([type, artifacts]) => ({ type, artifacts })).sort((a, b) => order(a.type, b.type));
}
