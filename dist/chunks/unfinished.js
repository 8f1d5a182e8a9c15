import { n as readUnfinished, t as isLeftToPost } from "./unfinished2.js";

export { isLeftToPost };