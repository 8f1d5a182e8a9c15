import { i as expectationsOf, n as adopt, r as decide, t as RejectedBundle } from "./decide2.js";

export { decide };