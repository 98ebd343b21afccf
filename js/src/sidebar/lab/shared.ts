/** The packages that JupyterLab shares with its extensions: module federation, as webpack and Rspack write it. */
import type { Packages } from "./jupyter";

interface Shared {
  get(): Promise<() => unknown> | (() => unknown);
  loaded?: unknown;
}

/** Package name to version to what gives the module. */
export type ShareScope = Record<string, Record<string, Shared>>;

/** Compare versions by their numbers: what follows a "-" comes before what does not. */
export function compareVersions(a: string, b: string): number {
  const [numbersA = "", extraA] = a.split("-");
  const [numbersB = "", extraB] = b.split("-");
  const [partsA, partsB] = [numbersA.split(".").map(Number), numbersB.split(".").map(Number)];
  for (let at = 0; at < Math.max(partsA.length, partsB.length); at++) {
    const difference = (partsA[at] ?? 0) - (partsB[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(extraA === undefined) - Number(extraB === undefined);
}

/** The version that the application itself uses: the one that runs already, else the highest. */
export function sharedVersion(versions: Record<string, Shared>): string | undefined {
  const names = Object.keys(versions).sort(compareVersions).reverse();
  return names.find((name) => versions[name]?.loaded) ?? names[0];
}

/** Take a package of the application; throws where it has none. */
export async function takeShared<N extends keyof Packages>(scope: ShareScope, name: N): Promise<Packages[N]> {
  const versions = scope[name] ?? {};
  const shared = versions[sharedVersion(versions) ?? ""];
  if (!shared) {
    throw new Error(
      `dsviz-widget: this application does not share ${name}. Update JupyterLab to 4.4 or newer.`,
    );
  }
  const factory = await shared.get();
  return factory() as Packages[N];
}
