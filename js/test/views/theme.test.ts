// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { hostTheme } from "../../src/views/theme";

beforeEach(() => {
  document.documentElement.removeAttribute("theme");
  document.documentElement.className = "";
  document.body.className = "";
  delete document.body.dataset.jpThemeLight;
});

test("JupyterLab says it on the body, and outweighs the system", () => {
  document.body.dataset.jpThemeLight = "true";
  expect(hostTheme(document.body, true)).toBe("light");
  document.body.dataset.jpThemeLight = "false";
  expect(hostTheme(document.body, false)).toBe("dark");
});

test.each([
  ["vscode-dark", "dark"],
  ["vscode-high-contrast", "dark"],
  ["vscode-light", "light"],
  ["vscode-high-contrast-light", "light"],
])("VS Code marks the body with %s", (name, theme) => {
  document.body.classList.add(name);
  expect(hostTheme(document.body, theme === "light")).toBe(theme);
});

test("Colab and marimo mark the page", () => {
  document.documentElement.setAttribute("theme", "dark");
  expect(hostTheme(document.body, false)).toBe("dark");
  document.documentElement.removeAttribute("theme");
  document.documentElement.classList.add("dark");
  expect(hostTheme(document.body, false)).toBe("dark");
});

test("elsewhere the system decides", () => {
  expect(hostTheme(document.body, true)).toBe("dark");
  expect(hostTheme(document.body, false)).toBe("light");
});
