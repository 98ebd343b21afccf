/** The chunk `video`: an open video. */
export { OpenVideo } from "./open-video";
