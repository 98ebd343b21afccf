// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { addressOf } from "../../src/texts/links";
import { markdownToHtml } from "../../src/texts/markdown-html";

test("Markdown has headings, lists, tables and code, and math stays text", () => {
  const html = markdownToHtml(
    "# Title\n\n- one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```py\nx < 1\n```\n\n$x^2$",
  );
  for (const part of ["<li>one</li>", "<td>2</td>", "x &lt; 1", "$x^2$"]) expect(html).toContain(part);
});

test("links open elsewhere, and only pages are links", () => {
  const html = markdownToHtml("[a](https://example.org) [b](javascript:alert(1)) [c](data:text/html,x)");
  expect(html.match(/<a /g)?.length).toBe(1);
  expect(html).toContain('rel="noopener noreferrer"');
  expect(html).toContain('target="_blank"');
});

test("headings stand below those of the page", () => {
  // happy-dom loses the element that DOMPurify meets first.
  expect(markdownToHtml("one\n\n# Title")).toContain('<h3 class="dv-md-h1">Title</h3>');
});

test("HTML stays text, and pictures are never fetched", () => {
  const html = markdownToHtml(
    '<img src=x onerror="alert(1)"><script>1</script> ![a cat](https://example.org/cat.png)',
  );
  expect(html).not.toMatch(/<img|<script/);
  expect(html).toContain("a cat (picture)");
});

test.each([
  ["https://example.org/a?b=1", "https://example.org/a?b=1"],
  [" http://example.org ", "http://example.org/"],
  ["javascript:alert(1)", null],
  ["https://a b", null],
  ["see https://example.org", null],
  ['https://example.org/"><script>', null],
  ["ftp://example.org", null],
])("the address of %s is %s", (text, href) => {
  expect(addressOf(text)).toBe(href);
});
