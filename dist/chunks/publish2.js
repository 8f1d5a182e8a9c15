import { n as publish, t as announce } from "./publish.js";

export { announce };