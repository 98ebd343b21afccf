import { describe, expect, it } from "vitest";
import { frameDocument, guarded, newSecrets } from "../../src/media/frame-document";

const secrets = { nonce: "n0nce", token: "t0ken" };
const written = (page: string) =>
  guarded(page, "light", secrets).split("</script>").slice(1).join("</script>");

describe("the document of a frame", () => {
  it("turns tags that reach out into tags that mean nothing, and leaves the others", () => {
    expect(written('<link rel="preconnect" href="//a">')).toBe('<basefont rel="preconnect" href="//a">');
    expect(written("<META\nhttp-equiv=refresh>")).toBe("<basefont\nhttp-equiv=refresh>");
    expect(written("<IFrame src=a>fallback</iframe>")).toBe("<x-IFrame src=a>fallback</x-iframe>");
    expect(written("<base/><embed><frame>")).toBe("<basefont/><basefont><basefont>");
    const harmless = "<linker><iframe-like><frameset><p>link meta</p><metadata>";
    expect(written(harmless)).toBe(harmless);
  });

  it("keeps the page inside of its attribute", () => {
    const text = frameDocument('<p title="&quot;">"</p>', "dark", secrets);
    const held = text.match(/srcdoc="([^"]*)"/)?.[1];
    expect(held).toContain("<p title=&quot;&amp;quot;&quot;>&quot;</p>");
    expect(text.endsWith('"></iframe>')).toBe(true);
  });

  it("guards a page before anything of it is read", () => {
    const text = guarded("<script>1</script>", "light", secrets);
    expect(text.indexOf("script-src 'nonce-n0nce'")).toBeLessThan(text.indexOf("<script"));
    expect(text.indexOf('<script nonce="n0nce">')).toBeLessThan(text.indexOf("<script>1"));
  });

  it("has other secrets for each page", () => {
    const made = new Set(
      Array.from({ length: 20 }, newSecrets).flatMap(({ nonce, token }) => [nonce, token]),
    );
    expect(made.size).toBe(40);
    for (const each of made) expect(each).toMatch(/^[0-9a-f]{32}$/);
  });
});
