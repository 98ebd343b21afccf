/** The chunk `molecules`: an open molecule. */
export { OpenMolecule } from "./open-molecule";
