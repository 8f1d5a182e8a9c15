import fs from "node:fs";
import path from "node:path";

// src/app/bundle/stored-bundle.ts
/** Where a bundle lies that is named by its path, or by the id of an execution below `store`. A path that is there comes first. */
function bundleAt(named, store, { cwd }) {
	if (fs.existsSync(path.resolve(cwd, named))) return named;
	const stored = path.resolve(cwd, store, named);
	return [stored, `${stored}.zip`].find((place) => fs.existsSync(place)) ?? named;
}

export { bundleAt as t };