import type { ComparedSide } from "../../../project/wire";
import { versionName } from "../words";

/** What the two are called: "v1" and "v2", with their artifacts where these are not one. */
export function sideNames([before, after]: readonly [ComparedSide, ComparedSide]): [string, string] {
  if (before.name === after.name) return [`v${before.version}`, `v${after.version}`];
  return [versionName(before.name, before.version), versionName(after.name, after.version)];
}
