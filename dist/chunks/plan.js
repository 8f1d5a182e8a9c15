import { n as planJson, t as plan } from "./plan2.js";

export { plan };