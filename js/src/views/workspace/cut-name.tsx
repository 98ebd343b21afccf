/** Letters at the end of a long name that are never cut: runs of one sweep differ there. */
const TAIL = 8;

/** A name that is cut in its middle where there is no room for all of it. */
export function CutName({ name, title }: { name: string; title?: string }) {
  const letters = [...name];
  const cut = letters.length > 2 * TAIL ? letters.length - TAIL : letters.length;
  return (
    <span class="dv-ws-words" title={title ?? name}>
      <span class="dv-text">{letters.slice(0, cut).join("")}</span>
      <span>{letters.slice(cut).join("")}</span>
    </span>
  );
}
