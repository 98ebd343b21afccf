/** The chunk `sound`: the open sound, with wavesurfer.js. */
export { SoundPlayer } from "./sound-player";
