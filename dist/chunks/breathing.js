// src/live/heard.ts
/** Lets the event loop go round: a signal that came while something long was done in one go is heard now. */
function heard() {
	return new Promise((resolve) => setImmediate(resolve));
}

// src/live/breathing.ts
/** The event loop is kept so long, in ms, and as much longer as a piece takes. */
const BREATH_MS = 20;
/** When the event loop was last seen to go round: many short works keep it as one long does. */
let breathed = 0;
/**
* Does long work piece by piece, and lets the event loop go round meanwhile: signals are heard, timers are on time.
* @param isOver asked after each piece: nobody needs the rest any more
* @throws what the work makes of being broken off; and what it throws
*/
async function breathing(pieces, isOver = () => false) {
	for (let next = pieces.next();; next = isOver() ? pieces.throw(/* @__PURE__ */ new Error("broken off before its end")) : pieces.next()) {
		if (next.done) return next.value;
		if (performance.now() - breathed >= BREATH_MS) {
			await heard();
			breathed = performance.now();
		}
	}
}

export { heard as n, breathing as t };