/** What the guard of a framed page, or a program of ours in it, tells the view around it. */
export interface Said {
  /** `ready`: its scripts run; `begun`: from here on a program of ours shows something else; `height`: of its content, in
   * CSS pixels; `link`: an address that was clicked; `escape`: the key; `blocked`: an address that it wanted to load;
   * `left`: it went elsewhere, where there is nothing; the rest is up to the program in it. */
  dsviz: string;
  value?: unknown;
  /** Which of what a program of ours was given it speaks of. */
  of?: number;
  /** Known to the guard alone, so that a page cannot speak for it. */
  token: string;
}

/** What no page learns. */
export interface Secrets {
  /** Lets a script run. */
  nonce: string;
  /** Goes with all that the guard says. */
  token: string;
}

/** Elements that are nothing in a page that reaches nothing, as alternatives of a regular expression. */
export interface Unheard {
  /** Those without content. */
  empty: string;
  holding: string;
}

/**
 * Runs first in a page that a frame shows, as text: it may use nothing but its parameters and the browser's own names.
 *
 * A policy beside it (`frame-document.ts`) stops all that loads or leads elsewhere. This takes away what no policy covers:
 * peer connections, elements for which a browser looks up a name or connects before it asks a policy, and scripts in
 * frames within, which would have all that anew. Scripts run only with a secret that no page learns; so those of the page
 * itself are run here, once it is read.
 */
export function guard({ nonce, token }: Secrets, theme: string, unheard: Unheard): void {
  const { apply } = Reflect;
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const host = parent.parent;
  const post = host.postMessage.bind(host);
  const say = (dsviz: string, value?: unknown) => post({ dsviz, value, token }, "*");
  const root = () => document.documentElement;

  document.currentScript?.remove();
  for (const meta of document.querySelectorAll("meta[http-equiv='Content-Security-Policy']")) meta.remove();
  const setNonce = getOwnPropertyDescriptor(HTMLElement.prototype, "nonce")?.set as (value: string) => void;
  for (const kind of ["HTMLElement", "SVGElement", "MathMLElement"]) {
    // biome-ignore lint/suspicious/noExplicitAny: not all browsers have all of them
    const { prototype } = (window as any)[kind] ?? { prototype: {} };
    delete prototype.nonce;
  }
  const gone = [
    "RTCPeerConnection",
    "webkitRTCPeerConnection",
    "WebTransport",
    "ReportingObserver",
    "XSLTProcessor",
  ];

  const { empty, holding } = unheard;
  const empties = new RegExp(`<(?:[\\w-]+:)?(?:${empty})(?=[\\s/>])`, "gi");
  const holders = new RegExp(`<(/?)(?:[\\w-]+:)?(${holding})(?=[\\s/>])`, "gi");
  const harmless = (html: string) => html.replace(empties, "<basefont").replace(holders, "<$1x-$2");
  // biome-ignore lint/suspicious/noExplicitAny: TypeScript does not know trusted types
  const { trustedTypes } = window as any;
  trustedTypes?.createPolicy("default", {
    createHTML: harmless,
    createScript: (code: string) => code,
    createScriptURL: (address: string) => address,
  });
  for (const name of [...gone, "trustedTypes"]) defineProperty(window, name, { value: undefined });

  const { createElement, createElementNS } = Document.prototype;
  const withNonce = (el: Element) => {
    if (el instanceof HTMLScriptElement) apply(setNonce, el, [nonce]);
    return el;
  };
  const known = new RegExp(`^(?:[\\w-]+:)?(?:${empty}|${holding})$`, "i");
  const nameOf = (name: unknown) => (known.test(`${name}`) ? "x-element" : `${name}`);
  Document.prototype.createElement = function (this: Document, name: string, ...rest: unknown[]) {
    return withNonce(apply(createElement, this, [nameOf(name), ...rest]));
  } as typeof createElement;
  Document.prototype.createElementNS = function (
    this: Document,
    space: string | null,
    name: string,
    ...rest: unknown[]
  ) {
    return withNonce(apply(createElementNS, this, [space, nameOf(name), ...rest]));
  } as typeof createElementNS;

  addEventListener(
    "securitypolicyviolation",
    (event) => {
      // It has the policy's text, and so the secret.
      event.stopImmediatePropagation();
      if (/^(https?|wss?):/.test(event.blockedURI)) say("blocked", event.blockedURI);
    },
    true,
  );

  const isJavaScript = /^(|module|(text|application)\/(x-)?(java|ecma)script)$/i;
  const runScripts = () => {
    for (const old of [...document.scripts]) {
      if (old.src) {
        say("blocked", old.src);
        continue;
      }
      if (!isJavaScript.test(old.type)) continue;
      const script = withNonce(apply(createElement, document, ["script"])) as HTMLScriptElement;
      for (const { name, value } of old.attributes) if (name !== "nonce") script.setAttribute(name, value);
      script.text = old.text;
      old.replaceWith(script);
    }
  };

  // The policy lets no text in an attribute run, so handlers are made of it.
  const takeHandlers = (el: Element) => {
    for (const { name, value } of el.attributes) {
      if (!name.startsWith("on")) continue;
      try {
        // biome-ignore lint/suspicious/noExplicitAny: the name of a handler is the name of its attribute
        (el as any)[name] = new Function("event", `with(document){with(this){${value}\n}}`);
      } catch {
        // A handler that does not parse does nothing, as in any page.
      }
    }
  };
  const takeAll = (top: Element) => {
    takeHandlers(top);
    for (const el of top.querySelectorAll("*")) takeHandlers(el);
  };

  let told = 0;
  let grown = 0;
  const tellHeight = () => {
    const { body } = document;
    const inner = body ? body.getBoundingClientRect().top + scrollY + body.scrollHeight : 0;
    const height = Math.ceil(Math.max(root().getBoundingClientRect().height, inner));
    // A page as high as its window, and then some, would grow for ever.
    grown = height > told && told > 0 && innerHeight >= told ? grown + 1 : 0;
    if (height === told || grown > 4) return;
    told = height;
    say("height", height);
  };

  const takeTheme = (now: unknown) => {
    const style = root().style;
    style.colorScheme = "";
    const schemes = getComputedStyle(root()).colorScheme;
    // Only a page that has both follows.
    if (/light/.test(schemes) && /dark/.test(schemes)) style.colorScheme = now === "dark" ? "dark" : "light";
  };
  addEventListener("message", ({ source, data }) => {
    if (source !== host) return;
    // What a program of ours shows next may have any height.
    grown = 0;
    if (typeof data?.theme === "string") takeTheme(data.theme);
  });

  addEventListener(
    "click",
    (event) => {
      const target = event.composedPath()[0];
      const link = target instanceof Element ? target.closest("a, area") : null;
      const address = link?.getAttribute("href") ?? link?.getAttribute("xlink:href");
      if (typeof address !== "string") return;
      // Nothing is to be had there, and a browser may connect before it finds that out.
      event.preventDefault();
      if (!address.startsWith("#")) say("link", address);
      else document.getElementById(decodeURIComponent(address.slice(1)))?.scrollIntoView();
    },
    true,
  );
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) say("escape");
  });
  addEventListener("pagehide", () => say("left"));

  const Mutations = MutationObserver;
  const Resizes = ResizeObserver;
  addEventListener(
    "DOMContentLoaded",
    () => {
      say("ready");
      takeTheme(theme);
      takeAll(root());
      for (const el of document.querySelectorAll(
        "basefont[href], basefont[src], x-iframe[src], x-object[data]",
      )) {
        const address = ["href", "src", "data"].map((name) => el.getAttribute(name)).find(Boolean);
        if (/^(https?:)?\/\//.test(address ?? "")) say("blocked", address);
      }
      new Mutations((changes) => {
        for (const { addedNodes } of changes)
          for (const node of addedNodes) if (node instanceof Element) takeAll(node);
      }).observe(root(), { childList: true, subtree: true });
      runScripts();
      const observer = new Resizes(tellHeight);
      observer.observe(root());
      if (document.body) observer.observe(document.body);
      tellHeight();
    },
    true,
  );
}
