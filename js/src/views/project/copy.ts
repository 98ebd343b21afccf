import { type Chunks, loadChunk } from "../../chunks";
import type { Connection } from "../context";

/** Put a text on the clipboard, in the way that works in this notebook. */
export async function copyOf(connection: Connection, text: string): Promise<void> {
  const { exports } = await loadChunk(connection, "menus");
  await (exports as unknown as Chunks["menus"]).copyText(text);
}
