import type { Kind } from "../wire";

/** Kinds of columns as people say them. */
export const KIND_WORDS: Record<Kind, string> = {
  number: "number",
  text: "text",
  boolean: "true or false",
  timestamp: "date and time",
  image: "picture",
  list: "list",
  struct: "record",
  any: "mixed",
};
