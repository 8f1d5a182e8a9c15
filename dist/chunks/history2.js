import { n as historyOf, t as history } from "./history3.js";

export { history };