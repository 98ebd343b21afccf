/** All styles of the bundle as one text; js/sidebar.mjs puts it in. */
declare module "dsviz-styles" {
  const css: string;
  export default css;
}
