import { t as VERSION } from "./version2.js";

export { VERSION };