import { n as runnablePlan, t as run } from "./run2.js";

export { run };