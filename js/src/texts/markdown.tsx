import { useMemo } from "preact/hooks";
import type { CellProps } from "../panels/registry";
import { markdownToHtml } from "./markdown-html";
import { linesIn } from "./rich-text";
import "./markdown.css";

/** Letters that a cell shows at most for each line: what follows could not be seen. */
const LETTERS_A_LINE = 200;

export function Markdown({ text, isSmall }: { text: string; isSmall?: boolean }) {
  const html = useMemo(() => markdownToHtml(text), [text]);
  return (
    <div
      class={isSmall ? "dv-markdown is-small" : "dv-markdown"}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}

/** A text in a cell as Markdown, as much of it as fits. */
export function MarkdownCell({ value, height }: CellProps) {
  return <Markdown text={String(value).slice(0, linesIn(height) * LETTERS_A_LINE)} isSmall />;
}
