/** The chunk `spatial`: an open cloud or mesh. */
export { OpenSolid } from "./open-solid";
