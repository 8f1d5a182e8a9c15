import { n as inWords, r as verify, t as checkLines } from "./verify2.js";

export { checkLines, inWords, verify };