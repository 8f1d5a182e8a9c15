import { n as verify, t as inWords } from "./verify2.js";

export { verify };