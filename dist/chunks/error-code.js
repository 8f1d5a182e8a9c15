// src/core/error-code.ts
/** What can go wrong with a probe or a step, in one vocabulary for every kind of probe and operating system. */
const ERROR_CODES = [
	"CONNECTION_REFUSED",
	"CONNECTION_RESET",
	"TIMEOUT",
	"DNS",
	"TLS",
	"STATUS",
	"BODY",
	"EXIT",
	"SIGNAL",
	"NOT_FOUND",
	"PERMISSION",
	"MISSED"
];
/** Codes that say "we could not find out", so that the verdict is `blocked`; every other code is the product's failure. */
const BLOCKING_CODES = /* @__PURE__ */ new Set([
	"DNS",
	"TLS",
	"PERMISSION"
]);

export { ERROR_CODES as n, BLOCKING_CODES as t };