import { n as planJson, t as plan } from "./plan3.js";

export { plan };