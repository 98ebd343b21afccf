import { guard, type Secrets, type Unheard } from "./frame-guard";

/**
 * The policy of the outer document, which the page within inherits: nothing is loaded, no frame goes anywhere, and only
 * scripts, styles and pictures run and show that came along.
 */
const OUTER = [
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'",
  "img-src data: blob:",
  "font-src data: blob:",
  "media-src data: blob:",
  "frame-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

/** The page's own: scripts need a secret, so that none runs in a frame within, and text that becomes HTML is looked at. */
const INNER = "script-src 'nonce-$' 'unsafe-eval'; require-trusted-types-for 'script'; trusted-types default";

/** What the page takes for its address: the notebook's own may hold a token. */
const ADDRESS = "https://page.invalid/";

/**
 * For some elements a browser looks up a name or connects before it asks a policy: hints are links, refreshing is a meta,
 * and a frame within goes elsewhere.
 */
const UNHEARD: Unheard = { empty: "link|meta|base|embed|frame", holding: "iframe|object|portal|fencedframe" };
/** Their tags, up to where the name ends. */
const EMPTY = new RegExp(`<(?:${UNHEARD.empty})(?=[\\s/>])`, "gi");
const HOLDING = new RegExp(`<(/?)(${UNHEARD.holding})(?=[\\s/>])`, "gi");

/**
 * The document of a frame that shows a page and lets nothing out.
 *
 * A policy cannot keep a page from going elsewhere itself; that of the document around its frame can. So there are two:
 * the outer one has no script, and its policy holds for the page within.
 */
export function frameDocument(page: string, theme: string, secrets: Secrets): string {
  return (
    `<!doctype html><base href="${ADDRESS}"><meta name="referrer" content="no-referrer">` +
    `<meta http-equiv="Content-Security-Policy" content="${OUTER}">` +
    "<style>html,body{height:100%;margin:0;overflow:hidden}iframe{display:block;width:100%;height:100%;border:0}</style>" +
    // The name is of the frame around it.
    `<iframe sandbox="allow-scripts" title="page" srcdoc="${escaped(guarded(page, theme, secrets))}"></iframe>`
  );
}

/** A page that is guarded before anything of it is read. */
export function guarded(page: string, theme: string, secrets: Secrets): string {
  const told = [secrets, theme, UNHEARD].map((value) => JSON.stringify(value)).join();
  return (
    '<!doctype html><meta charset="utf-8"><meta http-equiv="x-dns-prefetch-control" content="off">' +
    `<meta http-equiv="Content-Security-Policy" content="${INNER.replace("$", secrets.nonce)}">` +
    `<script nonce="${secrets.nonce}">(${guard})(${told})</script>` +
    // A basefont may stand where a link may, and has no meaning any more.
    page.replace(EMPTY, "<basefont").replace(HOLDING, "<$1x-$2")
  );
}

/**
 * What a page must not learn, new for each. In a shared page frames inherit its policy, which lets no other nonce run
 * than that of the file.
 */
export function newSecrets(): Secrets {
  const ofFile = globalThis.document?.body?.dataset.dsvizNonce;
  return { nonce: ofFile ?? secret(), token: secret() };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}

function secret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
