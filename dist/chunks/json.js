// src/core/json.ts
/** The one text form of a record in a bundle: two spaces, a newline at the end, keys in the order they were written. */
function jsonText(value) {
	return `${JSON.stringify(value, null, 2)}\n`;
}

export { jsonText as t };