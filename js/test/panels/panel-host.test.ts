// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import { plainValue } from "../../src/panels/custom-cell";
import type { Mount, PanelProps } from "../../src/panels/custom-contract";
import { PanelHost } from "../../src/panels/panel-host";
import { mountIn } from "../../src/panels/panel-modules";
import { chosenPanel, withPanel } from "../../src/panels/registry";

const COLUMN = { name: "losses", kind: "list", type: "list", integer: false };

function props(value: unknown): PanelProps {
  return { value, column: COLUMN, row: 0, width: 100, height: 20, theme: "light", range: null };
}

/** A panel that notes what is asked of it, and its host; `come` lets the module arrive. */
function hosted(mount?: Mount) {
  const calls: string[] = [];
  const failures: (string | null)[] = [];
  const plain: Mount = (el, { value }) => {
    calls.push(`mount ${value}`);
    el.textContent = String(value);
    return {
      update: ({ value }) => calls.push(`update ${value}`),
      unmount: () => calls.push("unmount"),
    };
  };
  let come = () => {};
  const module = new Promise<Mount>((resolve) => {
    come = () => resolve(mount ?? plain);
  });
  const el = document.createElement("div");
  const host = new PanelHost(
    el,
    "spark",
    () => module,
    (sentence) => failures.push(sentence),
  );
  const settle = async () => {
    come();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { host, el, calls, failures, settle };
}

test("the newest props are drawn once the module is here, and the same ones are not drawn again", async () => {
  const { host, calls, settle } = hosted();
  host.show(props(1));
  host.show(props(2));
  await settle();
  host.show(props(2));
  host.show(props(3));
  expect(calls).toEqual(["mount 2", "update 3"]);
});

test("a cell that left before the module came is not mounted", async () => {
  const { host, el, calls, settle } = hosted();
  host.show(props(1));
  host.hide();
  await settle();
  expect([calls, el.textContent]).toEqual([[], ""]);
  host.show(props(2));
  await settle();
  host.hide();
  expect([calls, el.textContent]).toEqual([["mount 2", "unmount"], ""]);
});

test("what update throws unmounts the panel and is told", async () => {
  const unmount = vi.fn();
  const { host, failures, settle } = hosted(() => ({
    update: () => {
      throw new Error("no more paint.");
    },
    unmount,
  }));
  host.show(props(1));
  await settle();
  host.show(props(2));
  expect(unmount).toHaveBeenCalledOnce();
  expect(failures).toEqual([null, 'The panel "spark" failed in update: no more paint.']);
});

test("mount may stand in the default export", () => {
  const mount = () => ({ update() {}, unmount() {} });
  expect(mountIn({ mount })).toBe(mount);
  expect(mountIn({ default: { mount } })).toBe(mount);
  expect(() => mountIn({ default: mount })).toThrow("exports no function mount");
});

test("what came as JSON is read, text stays text, and times are dates", () => {
  expect(plainValue('{"a": [1, {"$numberDouble": "NaN"}]}', { kind: "any", type: "any" })).toEqual({
    a: [1, Number.NaN],
  });
  expect(plainValue("[1]", { kind: "text", type: "string" })).toBe("[1]");
  expect(plainValue([1], { kind: "list", type: "list" })).toEqual([1]);
  expect(plainValue(0, { kind: "timestamp", type: "timestamp" })).toEqual(new Date(0));
});

test("cells and groups of a column have choices apart", () => {
  expect(withPanel(undefined, "cell", "bar")).toBe("bar");
  expect(withPanel("bar", "group", "box")).toEqual({ cell: "bar", group: "box" });
  expect(withPanel({ group: "box" }, "cell", "bar")).toEqual({ cell: "bar", group: "box" });
  expect(chosenPanel("bar", "group")).toBeUndefined();
  expect(chosenPanel({ cell: "bar", group: "box" }, "group")).toBe("box");
});
