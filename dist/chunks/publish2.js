import { i as upload, n as configurationOf, r as publish, t as announce } from "./publish.js";

export { announce };