import { n as readBrokenOff, t as isLeftToPost } from "./broken-off2.js";

export { isLeftToPost };