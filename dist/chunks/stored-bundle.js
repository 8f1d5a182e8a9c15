import { t as bundleAt } from "./stored-bundle2.js";

export { bundleAt };