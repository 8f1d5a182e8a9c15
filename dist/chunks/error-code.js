import { createHash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node.
*/
function sha256OfBytes(data, encoding = "hex") {
	return createHash("sha256").update(data).digest(encoding);
}

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

export { ERROR_CODES as n, sha256OfBytes as r, BLOCKING_CODES as t };