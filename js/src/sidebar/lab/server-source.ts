import type { Source } from "../wire";
import type { Packages, ServerSettings } from "./jupyter";

type ServerConnection = Packages["@jupyterlab/services"]["ServerConnection"];

const NOT_THERE =
  "The notebook server has no dsviz_widget. Install dsviz-widget where JupyterLab runs, and start it again.";

/** Asks the notebook server's handler, as who is logged in there. */
export function serverSource(connection: ServerConnection, settings: ServerSettings): Source {
  return {
    async ask<T>(question: string, params: Record<string, string>): Promise<T> {
      const address = `${settings.baseUrl}dsviz-widget/${question}?${new URLSearchParams(params)}`;
      let answer: Response;
      try {
        answer = await connection.makeRequest(address, {}, settings);
      } catch {
        throw new Error("The notebook server does not answer. What is shown is what it said last.");
      }
      const told = await answer.json().catch(() => null);
      if (answer.ok && told !== null) return told as T;
      // The handler's own refusals are sentences; a 404 without one is that of a server without the handler.
      const message = told?.message;
      if (answer.status === 404 && !String(message).endsWith(".")) throw new Error(NOT_THERE);
      if (answer.status === 401 || answer.status === 403) {
        throw new Error("The notebook server asks you to log in. Reload the page.");
      }
      throw new Error(message ?? `The notebook server failed (${answer.status}). Look at its log.`);
    },
  };
}
