import { n as run, r as runnablePlan, t as fromPlan } from "./run.js";

export { run };