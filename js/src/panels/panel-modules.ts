import type { Channel } from "../channel";
import { importModule } from "../chunks";
import type { CustomPanelInfo } from "../wire";
import type { Mount } from "./custom-contract";

/** Modules of users that have come, by digest: one is run once, however many cells it draws. */
const modules = new Map<string, Promise<Mount>>();

/** The `mount` of a panel; a failure is not kept, so that the next cell asks again. */
export function mountOf(channel: Channel, panel: CustomPanelInfo): Promise<Mount> {
  const key = `${panel.digest} ${panel.name}`;
  let module = modules.get(key);
  if (!module) {
    module = fetchMount(channel, panel);
    modules.set(key, module);
    module.catch(() => modules.delete(key));
  }
  return module;
}

async function fetchMount(channel: Channel, panel: CustomPanelInfo): Promise<Mount> {
  const { buffers } = await channel.askQuietly("panel", { name: panel.name });
  return mountIn(await importModule(buffers[0] ?? new Uint8Array(0)));
}

/** What a module exports as `mount`, by name or in its default export. */
export function mountIn(module: unknown): Mount {
  const { mount, default: other } = (module ?? {}) as { mount?: unknown; default?: unknown };
  const found = mount ?? (other as { mount?: unknown } | undefined)?.mount;
  if (typeof found === "function") return found as Mount;
  throw new TypeError("its module exports no function mount(el, props)");
}
