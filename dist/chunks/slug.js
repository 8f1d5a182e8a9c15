// src/evidence/slug.ts
/** The longest name of one file or folder, in characters; leaves room for the folders above it. */
const MAX_STEP = 60;
/** Names that Windows keeps for devices, whatever their extension. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;
/**
* A foreign relative path as one that every file system takes: `[A-Za-z0-9._-]` between slashes, no hidden or special names, at
* most `max` characters.
*/
function slugPath(original, max) {
	const slugs = original.split(/[/\\]/).filter((step) => step !== "" && step !== "." && step !== "..").map(slugStep);
	while (slugs.length > 1 && slugs.join("/").length > max) slugs.shift();
	return shortened(slugs.join("/") || "file", max);
}
/** A name with `-2`, `-3`, … before its extension; it grows by no more than that, and not beyond the longest name. */
function numbered(name, number) {
	const { stem, extension } = split(name);
	const suffix = `-${number}${extension}`;
	return stem.slice(0, MAX_STEP - suffix.length) + suffix;
}
function slugStep(step) {
	const plain = step.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[.-]+|[.-]+$/g, "");
	return shortened(plain === "" ? "file" : plain.replace(DEVICES, "$&_"), MAX_STEP);
}
function shortened(path, max) {
	if (path.length <= max) return path;
	const { stem, extension } = split(path);
	return stem.slice(0, max - extension.length) + extension;
}
function split(path) {
	const extension = /\.[A-Za-z0-9]{1,10}$/.exec(path)?.[0] ?? "";
	return {
		stem: path.slice(0, path.length - extension.length),
		extension
	};
}

export { slugPath as n, numbered as t };