/** A module with all that it imports, as the text of a script whose variable `program` has what the module exports:
 * `bundle.mjs` makes it. */
declare module "*?program" {
  const text: string;
  export default text;
}
