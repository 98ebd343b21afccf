// It must come after: it changes the page as it loads.
import { createViewer, setSyncSurface } from "3dmol/build/3Dmol.es6-min.js";
import { pageReady } from "./page-state";

document.onreadystatechange = pageReady;
// Its workers come from an address of its own.
setSyncSurface(true);

export { createViewer };
