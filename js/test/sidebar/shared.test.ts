import { describe, expect, it } from "vitest";
import { compareVersions, sharedVersion, takeShared } from "../../src/sidebar/lab/shared";

const shared = (module: unknown, loaded?: boolean) => ({
  get: async () => () => module,
  ...(loaded ? { loaded } : {}),
});

describe("packages that the application shares", () => {
  it("are compared by their numbers", () => {
    expect(["4.10.0", "4.9.9", "4.10.0-rc.1"].sort(compareVersions)).toEqual([
      "4.9.9",
      "4.10.0-rc.1",
      "4.10.0",
    ]);
    expect(compareVersions("2.0", "2.0.0")).toBe(0);
  });

  it("come in the version that runs, else in the highest", () => {
    expect(sharedVersion({ "2.1.0": shared(1), "2.10.0": shared(2) })).toBe("2.10.0");
    expect(sharedVersion({ "2.1.0": shared(1, true), "2.10.0": shared(2) })).toBe("2.1.0");
    expect(sharedVersion({})).toBeUndefined();
  });

  it("are taken as they are, or missed by name", async () => {
    const scope = { "@lumino/widgets": { "2.7.0": shared({ Widget: 1 }) } };
    expect(await takeShared(scope, "@lumino/widgets")).toEqual({ Widget: 1 });
    await expect(takeShared(scope, "@jupyterlab/notebook")).rejects.toThrow(
      "does not share @jupyterlab/notebook",
    );
  });
});
