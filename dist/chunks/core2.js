import { a as saveState, c as warning, i as info, l as summary, n as debug, o as setOutput, r as error, s as setSecret, t as ExitCode } from "./core.js";

export { saveState, setOutput, summary };