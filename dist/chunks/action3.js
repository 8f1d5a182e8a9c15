import { n as conclude, r as concludeProblem, t as call } from "./action2.js";

export { concludeProblem };