import { expect, it } from "vitest";
import { refusingLoader } from "../../src/vega/loader";

const PICTURE = "data:image/png;base64,AAAA";

it("loads nothing, and says what was asked for", async () => {
  const asked: string[] = [];
  const loader = refusingLoader((address) => asked.push(address));
  for (const ask of ["load", "http", "file"] as const) {
    await expect(loader[ask](`https://example.com/${ask}`, undefined as never)).rejects.toThrow(
      "charts load nothing",
    );
  }
  expect(asked).toEqual(["https://example.com/load", "https://example.com/http", "https://example.com/file"]);
});

it("lets pictures through that a spec carries, and no address", async () => {
  const loader = refusingLoader(() => {});
  expect(await loader.sanitize(PICTURE, { context: "image" })).toEqual({ href: PICTURE });
  for (const [address, context] of [
    [PICTURE, "href"],
    ["https://example.com/a.png", "image"],
    ["data:image/svg+xml;base64,AAAA", "image"],
    ["javascript:alert(1)", "href"],
  ] as const) {
    await expect(loader.sanitize(address, { context })).rejects.toThrow("charts load nothing");
  }
});

it("cuts a long address", async () => {
  const loader = refusingLoader(() => {});
  await expect(loader.load(`https://example.com/${"a".repeat(500)}`)).rejects.toThrow(/a…"/);
});
