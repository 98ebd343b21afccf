/** Markdown to markup that may stand in the page: no HTML of the text's own, nothing from any network. */
import purify from "dompurify";
import MarkdownIt from "markdown-it";
import { addressOf } from "./links";

const reader = new MarkdownIt({ html: false, linkify: false, breaks: false });

// Only addresses of pages become links, and what else is written as one stays text.
reader.validateLink = (url) => addressOf(url) !== null;
reader.renderer.rules.link_open = (tokens, at, options, _, self) => {
  tokens[at]?.attrSet("target", "_blank");
  tokens[at]?.attrSet("rel", "noopener noreferrer");
  return self.renderToken(tokens, at, options);
};
// A picture would be fetched from somewhere: its words and its address are told instead.
reader.renderer.rules.image = (tokens, at) => {
  const token = tokens[at];
  const words = token?.content || "picture";
  const href = String(token?.attrGet("src") ?? "");
  const { escapeHtml } = reader.utils;
  return `<a class="dv-md-picture" href="${escapeHtml(href)}" target="_blank" rel="noopener noreferrer">${escapeHtml(words)} (picture)</a>`;
};

const TAGS = [
  ...[
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
  ],
  ...["s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"],
];

/** Headings stand below those of the page around them. */
const LOWER: Record<string, string> = { h1: "h3", h2: "h4", h3: "h5", h4: "h6", h5: "h6", h6: "h6" };

reader.core.ruler.push("lower_headings", ({ tokens }) => {
  for (const token of tokens) {
    if (token.type === "heading_open") token.attrSet("class", `dv-md-${token.tag}`);
    token.tag = LOWER[token.tag] ?? token.tag;
  }
});

/** Markup of a Markdown text. */
export function markdownToHtml(text: string): string {
  return purify.sanitize(reader.render(text), {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "target", "rel", "class", "style", "start"],
    ALLOWED_URI_REGEXP: /^https?:/i,
  });
}
