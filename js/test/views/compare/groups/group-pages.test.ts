import { expect, test, vi } from "vitest";
import { GroupPages, PAGE_GROUPS } from "../../../../src/views/compare/groups/group-pages";

type Fetch = Parameters<GroupPages["reset"]>[0];

function groupsOf(total: number, asked: number[] = [], name = "g"): Fetch {
  return async (start, count) => {
    asked.push(start);
    const length = Math.max(0, Math.min(count, total - start));
    const groups = Array.from({ length }, (_, k) => ({
      key: [`${name}${start + k}`],
      label: `${name}${start + k}`,
      rows: [1, 1],
      clause: "",
      clauses: ["", ""],
      cells: {},
    }));
    return { groups, total, axes: {}, rows: [total, total], largest: 1 };
  };
}

test("the first page comes at once, others as they come into sight", async () => {
  const asked: number[] = [];
  const pages = new GroupPages();
  pages.reset(groupsOf(10_000, asked));
  await vi.waitFor(() => expect(pages.get(0)?.label).toBe("g0"));
  pages.want(9_990, 10_000);
  await vi.waitFor(() => expect(pages.get(9_999)?.label).toBe("g9999"));
  expect(asked).toEqual([0, 9_980]);
  expect(pages.facts.value?.total).toBe(10_000);
});

test("the old groups stay until the new are here", async () => {
  const pages = new GroupPages();
  pages.reset(groupsOf(PAGE_GROUPS, [], "old"));
  await vi.waitFor(() => expect(pages.get(0)?.label).toBe("old0"));
  pages.reset(groupsOf(3, [], "new"));
  expect(pages.get(0)?.label).toBe("old0");
  expect(pages.isOld.value).toBe(true);
  await vi.waitFor(() => expect(pages.get(0)?.label).toBe("new0"));
  expect(pages.isOld.value).toBe(false);
  expect(pages.get(4)).toBeUndefined();
});

test("what was overtaken is cancelled and not shown", async () => {
  const pages = new GroupPages();
  let aborted = false;
  pages.reset(
    (_, __, signal) =>
      new Promise((___, reject) =>
        signal.addEventListener("abort", () => {
          aborted = true;
          reject(signal.reason);
        }),
      ),
  );
  pages.reset(groupsOf(2));
  await vi.waitFor(() => expect(pages.get(1)?.label).toBe("g1"));
  expect(aborted).toBe(true);
  expect(pages.failed.value).toBeUndefined();
});

test("a failure is told, and trying again shows the groups", async () => {
  const pages = new GroupPages();
  let isBroken = true;
  const fetch = groupsOf(2);
  pages.reset(async (...args) => {
    if (isBroken) throw new Error("no");
    return fetch(...args);
  });
  await vi.waitFor(() => expect(pages.failed.value).toBeInstanceOf(Error));
  isBroken = false;
  pages.retry();
  await vi.waitFor(() => expect(pages.get(0)?.label).toBe("g0"));
  expect(pages.failed.value).toBeUndefined();
});
