/** The address of a text that is one, if a browser may go there; else null. */
export function addressOf(text: string): string | null {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s<>"]+$/i.test(trimmed)) return null;
  try {
    const { protocol, href } = new URL(trimmed);
    return protocol === "http:" || protocol === "https:" ? href : null;
  } catch {
    return null;
  }
}

/** A text as a link to the page that it names, in a tab of its own that knows nothing of this one. */
export function Link({ text, href }: { text: string; href: string }) {
  return (
    <a
      class="dv-link"
      href={href}
      target="_blank"
      rel="noopener noreferrer"
      title={href}
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      {text}
    </a>
  );
}
