// src/core/pieces.ts
/** Does all of it in one go. */
function atOnce(pieces) {
	for (;;) {
		const { done, value } = pieces.next();
		if (done) return value;
	}
}

export { atOnce as t };