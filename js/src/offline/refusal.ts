/** What a page without a kernel answers where it cannot. */
import type { Failure } from "../wire";

/** A question that has no answer here, with what the view says instead. */
export class Refusal extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = "Refusal";
  }
}

export function refusal(kind: string, message: string, hint: string | null = null): Refusal {
  return new Refusal({ kind, message, hint, start: 0, end: 0, replacement: null, clause: null });
}

/** What only Python can do: `what` begins the sentence. */
export function needsKernel(what: string): Refusal {
  return refusal(
    "kernel",
    `${what} needs a kernel, and this page has none. Open the notebook that it was written from.`,
  );
}
