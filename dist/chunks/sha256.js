import { createHash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node.
*/
function sha256OfBytes(data, encoding = "hex") {
	return createHash("sha256").update(data).digest(encoding);
}

export { sha256OfBytes as t };