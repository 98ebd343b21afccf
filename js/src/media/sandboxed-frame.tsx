import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Button } from "../controls/button";
import { Icon } from "../controls/icon";
import { frameDocument, newSecrets } from "./frame-document";
import type { Said } from "./frame-guard";
import "./sandboxed-frame.css";

/** A page that has not begun by then is one that the host does not let run. */
const PATIENCE_MS = 15_000;
const HIGHEST_PX = 20_000;
/** Addresses that are noted; a page may ask for any number. */
const MOST_BLOCKED = 50;
const LONGEST_ADDRESS = 300;

export interface SandboxedFrameProps {
  /** HTML, with styles and scripts inside; a program of ours is given the token that its words go with. */
  page: string | ((token: string) => string);
  /** What it is, for those who do not see it. */
  title: string;
  theme: string;
  /** In CSS pixels; `content` is as high as the page, from `least` on. */
  height: number | "content";
  least?: number;
  /** Posted to the page once it runs: for programs of ours. */
  first?: unknown;
  /** Posted after that, and again when it is another. */
  message?: unknown;
  /** Stands in place of the page while that runs unseen; given the height of what it last showed, or null. */
  cover?: ((height: number | null) => ComponentChildren) | null;
  /** Told what a program of ours says. */
  onSaid?: ((said: Said) => void) | undefined;
  /** Without notes, where there is no room for them. */
  isBare?: boolean;
}

/** A page that can reach nothing: no network, no storage, nothing of the notebook around it. */
export function SandboxedFrame(props: SandboxedFrameProps) {
  const { page, title, theme, height, least = 0, message, cover, onSaid, isBare = false } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const [isReady, setReady] = useState(false);
  const [content, setContent] = useState(0);
  const [link, setLink] = useState<string | null>(null);
  const [blocked, setBlocked] = useState<readonly string[]>([]);
  const [trouble, setTrouble] = useState<"left" | "refused" | null>(null);
  const [attempt, setAttempt] = useState(0);
  const told = useRef(onSaid);
  told.current = onSaid;
  const begins = useRef(props.first);
  begins.current = props.first;
  const lastTheme = useRef(theme);
  // Another theme is a message, not another page.
  const [secrets, source] = useMemo(() => {
    const made = newSecrets();
    const text = typeof page === "string" ? page : page(made.token);
    return [made, frameDocument(text, lastTheme.current, made)] as const;
  }, [page, attempt]);

  useLayoutEffect(() => {
    setReady(false);
    setLink(null);
    setBlocked([]);
    setTrouble(null);
    const window = frame.current?.ownerDocument.defaultView;
    if (!window) return;
    const hear = (event: MessageEvent) => {
      const el = frame.current;
      const said = saidBy(event);
      // A page that has just left is no source any more; what it said goes by the token all the same.
      if (!el || said?.token !== secrets.token) return;
      const { value } = said;
      if (said.dsviz === "ready") {
        setReady(true);
        setTrouble(null);
      } else if (said.dsviz === "begun") {
        // The notes were of what it showed before.
        setLink(null);
        setBlocked([]);
      } else if (said.dsviz === "height") {
        if (Number.isFinite(value)) setContent(Math.max(0, Math.min(HIGHEST_PX, value as number)));
      } else if (said.dsviz === "link") setLink(String(value).slice(0, LONGEST_ADDRESS));
      else if (said.dsviz === "blocked") {
        const address = String(value).slice(0, LONGEST_ADDRESS);
        setBlocked((all) => (all.includes(address) || all.length >= MOST_BLOCKED ? all : [...all, address]));
      } else if (said.dsviz === "left") setTrouble("left");
      else if (said.dsviz === "escape") {
        // The keys of the view work again.
        if ((el.getRootNode() as Document | ShadowRoot).activeElement === el) focusAround(el);
      } else told.current?.(said);
    };
    window.addEventListener("message", hear);
    const timer = setTimeout(() => setTrouble((now) => now ?? "refused"), PATIENCE_MS);
    return () => {
      window.removeEventListener("message", hear);
      clearTimeout(timer);
    };
  }, [source]);

  const post = (what: unknown) => frame.current?.contentWindow?.[0]?.postMessage(what, "*");
  useEffect(() => {
    if (isReady && theme !== lastTheme.current) post({ theme });
    lastTheme.current = theme;
  }, [isReady, theme]);
  useEffect(() => {
    if (isReady && begins.current !== undefined) post(begins.current);
  }, [isReady]);
  useEffect(() => {
    if (isReady && message !== undefined) post(message);
  }, [isReady, message]);

  const room = height === "content" ? Math.max(least, content) : height;
  const isCovered = Boolean(cover) && trouble === null;
  const hasNotes = trouble === null && !isCovered && !isBare;
  return (
    <div
      class={`dv-frame ${isCovered ? "is-covered" : ""}`}
      aria-busy={isReady || trouble ? undefined : "true"}
    >
      {isCovered && cover?.(room > least ? room : null)}
      <iframe
        key={attempt}
        ref={frame}
        class={isReady ? "" : "is-waiting"}
        title={title}
        sandbox="allow-scripts"
        referrerpolicy="no-referrer"
        allow=""
        tabIndex={isCovered ? -1 : undefined}
        aria-hidden={isCovered || undefined}
        srcdoc={source}
        style={{ height: `${room}px` }}
      />
      {trouble === "left" && (
        <Note icon="warning" text="The page went elsewhere, and from here it reaches nothing.">
          <Button small look="line" label="Show it again" onClick={() => setAttempt(attempt + 1)} />
        </Note>
      )}
      {trouble === "refused" && !isReady && (
        <Note
          icon="warning"
          text="This notebook does not let the page's scripts run: save the file and open it in a browser."
        />
      )}
      {link !== null && hasNotes && (
        <Note icon="info" text="Links open nothing from here:" address={link}>
          <Button icon="close" small title="Close the note" onClick={() => setLink(null)} />
        </Note>
      )}
      {blocked.length > 0 && hasNotes && (
        <Note
          icon="info"
          text={`Not loaded, as a logged page reaches no network: ${blocked.length === 1 ? "" : `${blocked.length} files, such as`}`}
          address={blocked[0]}
        />
      )}
    </div>
  );
}

interface NoteProps {
  icon: "info" | "warning";
  text: string;
  /** Text that can be selected and copied, no link. */
  address?: string | undefined;
  children?: ComponentChildren;
}

function Note({ icon, text, address, children }: NoteProps) {
  return (
    <p class="dv-frame-note" role="status">
      <Icon name={icon} size={14} />
      <span>
        {text} {address && <code>{address}</code>}
      </span>
      {children}
    </p>
  );
}

/** What a message of a page says, if it is one. */
export function saidBy({ data }: Pick<MessageEvent, "data">): Said | null {
  const isSaid =
    typeof data === "object" && typeof data?.dsviz === "string" && typeof data.token === "string";
  return isSaid ? (data as Said) : null;
}

/** Give the focus to what is around a frame and takes keys. */
function focusAround(el: HTMLElement): void {
  const around = el.parentElement?.closest<HTMLElement>("[tabindex]");
  if (around) around.focus();
  else el.blur();
}
