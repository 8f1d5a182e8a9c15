// src/core/thousands.ts
/** A number for people: `2160` → `2,160`. Fractions and exponents stay as they are written. */
function thousands(value) {
	const text = String(value);
	const match = /^(-?\d+)(\.\d+)?$/.exec(text);
	if (!match) return text;
	return `${(match[1] ?? "").replaceAll(/\B(?=(?:\d{3})+$)/g, ",")}${match[2] ?? ""}`;
}

export { thousands as t };