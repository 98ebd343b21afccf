/** Vite gives the text of a file under this name. */
declare module "*.jsonl?raw" {
  const text: string;
  export default text;
}
