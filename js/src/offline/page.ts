/** The script of a page without a kernel: it follows the theme, unpacks the front end, and starts it. */
import type { start } from "./index";

type Offline = { start: typeof start };

const TOO_OLD =
  "This browser is too old for this page: it cannot unpack it. Open it in a browser of 2023 or later.";

function followTheme(form: HTMLFormElement): void {
  const { body } = document;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const show = () => {
    const wish = new FormData(form).get("theme");
    const isDark = wish === "dark" || (wish === "auto" && dark.matches);
    body.className = isDark ? "dark" : "light";
    // The views follow the page as they follow a notebook.
    body.dataset.jpThemeLight = String(!isDark);
  };
  form.addEventListener("change", show);
  form.addEventListener("submit", (event) => event.preventDefault());
  dark.addEventListener("change", show);
  show();
}

function stop(message: string): void {
  for (const view of document.querySelectorAll(".view")) {
    const said = document.createElement("p");
    said.className = "stop";
    said.setAttribute("role", "alert");
    said.textContent = message;
    view.replaceChildren(said);
  }
}

/** Time between two looks at how far the page is read. */
const LOOK_MS = 15;

/** The element of a part, once it is read to its end; null where the page has none of the name. */
async function elementOf(name: string): Promise<HTMLElement | null> {
  for (;;) {
    const isRead = document.readyState !== "loading";
    const element = document.querySelector<HTMLElement>(`script[data-part="${CSS.escape(name)}"]`);
    // While a script is read its text grows; what follows it tells that it is whole.
    if (isRead || element?.nextElementSibling) return element;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
}

/** The bytes of a part of the page. */
async function part(name: string): Promise<Uint8Array | null> {
  const element = await elementOf(name);
  if (!element) return null;
  const packed = fromBase64(element.textContent ?? "");
  if (!("gz" in element.dataset)) return packed;
  const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function fromBase64(text: string): Uint8Array {
  const { fromBase64: native } = Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array };
  if (native) return native.call(Uint8Array, text);
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return bytes;
}

async function module(name: string): Promise<unknown> {
  const url = URL.createObjectURL(new Blob([(await part(name)) as BlobPart], { type: "text/javascript" }));
  try {
    return await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function open(): Promise<void> {
  const [widget, offline, css] = await Promise.all([
    module("widget.js") as Promise<{ default: Parameters<Offline["start"]>[0]["widget"] }>,
    module("offline.js") as Promise<Offline>,
    part("widget.css"),
  ]);
  const style = document.createElement("style");
  style.textContent = new TextDecoder().decode(css ?? new Uint8Array(0));
  document.head.append(style);
  const views = [...document.querySelectorAll<HTMLElement>(".view")];
  await offline.start({ widget: widget.default, part, views });
}

const form = document.querySelector<HTMLFormElement>("form.theme");
if (form) followTheme(form);
if (typeof DecompressionStream === "undefined") stop(TOO_OLD);
else
  open().catch((error) =>
    stop(
      `This page cannot be shown: ${error instanceof Error ? error.message : error}. Ask for it to be written again.`,
    ),
  );
