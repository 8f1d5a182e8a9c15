import { n as rescue, t as dropUnnamed } from "./rescue2.js";

export { rescue };