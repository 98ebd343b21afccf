// A notebook host that gives a widget what anywidget documents, and nothing else: https://anywidget.dev/en/afm/
//
// Stricter than any real one. Whatever a widget takes beyond the contract throws, and fails the test: marimo refuses
// `widget_manager` and `invoke`. Buffers come as base64 and become, in turn, the DataView with an offset of JupyterLab
// and the Uint8Array of Colab's widget manager, which hands over no list at all where there are none.
const LIMIT = 1_000_000; // bytes: Colab drops what is longer

const refuse = (what) => {
  fetch("refused", { method: "POST", body: what });
  throw new Error(`the host refuses: ${what}`);
};

/** What is told of an object by name, and an error for any other name. */
const only = (of, parts) =>
  new Proxy(Object.freeze(parts), {
    get: (target, name) => (Object.hasOwn(target, name) ? target[name] : refuse(`${of} has no ${String(name)}`)),
    set: (_, name) => refuse(`${of}.${String(name)} cannot be set`),
  });

/** Hosts do not see what is changed in place, so that here it cannot be. */
const freeze = (value) => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) freeze(part);
  }
  return value;
};

const state = freeze(await (await fetch("state")).json());
const traits = new Map(Object.entries(state).filter(([name]) => !name.startsWith("_")));
const listeners = new Map();
const emit = (event, ...args) => {
  for (const listener of [...(listeners.get(event) ?? [])]) listener(...args);
};

// One comm: updates and messages arrive in the order in which they were sent.
let outbox = [];
let isPosting = false;
async function post() {
  if (isPosting) return;
  isPosting = true;
  while (outbox.length > 0) {
    const said = outbox;
    outbox = [];
    await fetch("said", { method: "POST", body: `[${said.join(",")}]` });
  }
  isPosting = false;
}
function say(message) {
  const text = JSON.stringify(message);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LIMIT) refuse(`the page sent ${bytes.toLocaleString("en")} bytes at once: ${text.slice(0, 200)}`);
  outbox.push(text);
  post();
}

const trait = (name) => (traits.has(name) ? name : refuse(`the model has no trait ${String(name)}`));
function heard(event) {
  if (event !== "msg:custom") trait(/^change:(.*)$/.exec(event)?.[1] ?? event);
  return event;
}

let changed = {};
const model = only("the model", {
  get: (name) => traits.get(trait(name)),
  set: (name, value) => {
    const is = JSON.stringify(value);
    if (is === JSON.stringify(traits.get(trait(name)))) return;
    traits.set(name, freeze(value));
    changed[name] = JSON.parse(is);
    emit(`change:${name}`, undefined, value);
  },
  save_changes: () => {
    if (Object.keys(changed).length > 0) say({ method: "update", state: changed, buffer_paths: [] });
    changed = {};
  },
  on: (event, listener) => {
    listeners.set(heard(event), (listeners.get(event) ?? new Set()).add(listener));
  },
  off: (event, listener) => listeners.get(heard(event))?.delete(listener),
  send: (content) => say({ method: "custom", content }),
});

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
let messages = 0;
function buffersOf(encoded) {
  if (encoded.length === 0) return undefined;
  if (++messages % 2) return encoded.map(bytesOf);
  return encoded.map((base64) => {
    const bytes = bytesOf(base64);
    const moved = new Uint8Array(bytes.length + 4);
    moved.set(bytes, 4);
    return new DataView(moved.buffer, 4);
  });
}
function receive(message) {
  if (message.method === "custom") emit("msg:custom", message.content, buffersOf(message.buffers));
  // An echo of what this page said itself is dropped, for meanwhile the page may have gone on.
  else if (message.method === "update") {
    for (const [name, value] of Object.entries(message.state)) {
      traits.set(trait(name), freeze(value));
      emit(`change:${name}`, undefined, value);
    }
  }
}
async function listen() {
  for (;;) {
    const text = await (await fetch("messages")).text();
    if (!text) continue;
    try {
      receive(JSON.parse(text));
    } catch (error) {
      reportError(error); // and the next message is heard all the same
    }
  }
}

const style = document.head.appendChild(document.createElement("style"));
style.textContent = state._css;
const address = URL.createObjectURL(new Blob([state._esm], { type: "text/javascript" }));
const { default: exported } = await import(address);
URL.revokeObjectURL(address);
const controller = new AbortController();
const { signal } = controller;
const widget = typeof exported === "function" ? await exported() : exported;
await widget.initialize?.(only("the context", { model, signal }));
listen();
window.renderStarted = performance.now();
const el = document.getElementById("root");
const cleanup = await widget.render(only("the context", { model, el, signal }));
window.model = model;
window.widget = widget;
window.unmount = () => {
  controller.abort();
  cleanup?.();
};
window.mounted = true;
