// src/plan/visible.ts
/** Controls, direction marks and their like: they would make a terminal show something else than what stands there. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** One line in which every character can be seen: line breaks are spaces, what has no shape stands as its code. */
function visible(text) {
	return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(HIDDEN, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

export { visible as t };