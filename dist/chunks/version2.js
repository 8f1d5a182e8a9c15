// src/core/version.ts
/** The version of this program, the same as in package.json. */
const VERSION = "0.1.0";

export { VERSION as t };