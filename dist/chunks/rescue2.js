import { t as rescue } from "./rescue.js";

export { rescue };