import { type ReadonlySignal, type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

type Theme = "light" | "dark";

/** The theme of the notebook around the view. */
export function hostTheme(body: HTMLElement, prefersDark: boolean): Theme {
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === "false" ? "dark" : "light";
  const classes = body.classList;
  if (classes.contains("vscode-dark") || classes.contains("vscode-high-contrast")) return "dark";
  if (classes.contains("vscode-light") || classes.contains("vscode-high-contrast-light")) return "light";
  const html = body.ownerDocument.documentElement;
  // Colab and marimo mark the page.
  if (
    html.getAttribute("theme") === "dark" ||
    html.classList.contains("dark") ||
    body.classList.contains("dark")
  ) {
    return "dark";
  }
  return prefersDark ? "dark" : "light";
}

export interface ShownTheme {
  theme: Theme;
  /** The view was told another theme than its host has, so the host's colours do not fit it. */
  isForced: boolean;
}

/** What the trait says, or the host's theme while it says "auto". */
export function useTheme(wish: Signal<"auto" | Theme>): ReadonlySignal<ShownTheme> {
  const host = useSignal<Theme | null>(null);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  host.value ??= hostTheme(document.body, dark.matches);
  useEffect(() => {
    const read = () => {
      host.value = hostTheme(document.body, dark.matches);
    };
    // What changed before this effect ran, too.
    read();
    const observer = new MutationObserver(read);
    observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ["theme", "class"] });
    dark.addEventListener("change", read);
    return () => {
      observer.disconnect();
      dark.removeEventListener("change", read);
    };
  }, [host]);
  return useComputed(() => {
    const theme = wish.value === "auto" ? (host.value ?? "light") : wish.value;
    return { theme, isForced: theme !== host.value };
  });
}
