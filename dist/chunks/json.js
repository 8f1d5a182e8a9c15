// src/core/json.ts
/** The one text form of a record in a bundle: two spaces, a newline at the end, keys in the order they were written. */
function jsonText(value) {
	return `${JSON.stringify(value, null, 2)}\n`;
}
/** Every text in a value that JSON can hold, at any depth; keys are none. */
function textsIn(value) {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

export { textsIn as n, jsonText as t };