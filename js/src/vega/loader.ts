import type { Loader } from "vega";

/** Pictures that a spec carries with it. SVG is not among them: it may load more. */
const INLINE_PICTURE = /^data:image\/(png|jpeg|gif|webp);base64,/;

/** A loader that loads nothing, and tells what was asked of it, and whether that was the rows: a spec comes from
 * anywhere. */
export function refusingLoader(onRefused: (address: string, isRows: boolean) => void): Loader {
  const refuse = (address: unknown, isRows = true): Promise<never> => {
    onRefused(String(address), isRows);
    return Promise.reject(new Error(refusalOf(String(address))));
  };
  return {
    options: {},
    load: (address: unknown) => refuse(address),
    http: (address: unknown) => refuse(address),
    file: (address: unknown) => refuse(address),
    sanitize: (address, options) =>
      options.context === "image" && INLINE_PICTURE.test(address)
        ? Promise.resolve({ href: address })
        : refuse(address, false),
  } as Loader;
}

/** Why an address is not loaded, and what to do. */
export function refusalOf(address: string): string {
  const short = address.length > 80 ? `${address.slice(0, 80)}…` : address;
  return `The chart asks for "${short}", and charts load nothing. Put the rows into the spec, or draw them from a Table.`;
}
