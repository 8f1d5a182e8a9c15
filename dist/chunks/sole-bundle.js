import fs from "node:fs";
import path from "node:path";

// src/app/bundle/sole-bundle.ts
/**
* A folder that holds one bundle, or one zip, and nothing else stands for it: so artifacts arrive. A link is not
* followed further: it may lead round in a circle.
*/
function soleBundle(bundle) {
	if (!fs.statSync(bundle, { throwIfNoEntry: false })?.isDirectory()) return bundle;
	const [only, ...others] = fs.readdirSync(bundle);
	if (only === void 0 || others.length > 0 || fs.existsSync(path.join(bundle, "bagit.txt"))) return bundle;
	const inner = path.join(bundle, only);
	return fs.lstatSync(inner).isSymbolicLink() ? inner : soleBundle(inner);
}

export { soleBundle as t };