import { hash } from "node:crypto";

// src/core/sha256.ts
/**
* SHA-256, in lower-case hex; of a string, that of its UTF-8 bytes. The pure floors have it from here alone, so that one file is to be
* replaced where there is no Node. One call, for an object costs more than the hash of a line.
*/
function sha256OfBytes(data, encoding = "hex") {
	return hash("sha256", data, encoding);
}

export { sha256OfBytes as t };