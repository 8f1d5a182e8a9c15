import { n as verify, t as inWords } from "./verify-DCuv22jy.js";

export { verify };