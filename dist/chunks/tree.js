import { n as isPlainPath } from "./paths.js";
import fs from "node:fs";
import path from "node:path";

// src/evidence/tree.ts
/** What is odd about a folder that holds nothing: a bag can't list it. */
const EMPTY_FOLDER = "an empty folder";
/** Lists a bundle's folder. Symbolic links are never followed. @throws when it can't be read. */
function listTree(root) {
	const files = [];
	const odd = [];
	const walk = (folder) => {
		const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
		if (entries.length === 0 && folder !== "") odd.push({
			path: folder,
			message: EMPTY_FOLDER
		});
		for (const entry of entries) {
			const file = folder === "" ? entry.name : `${folder}/${entry.name}`;
			if (entry.isDirectory() && isPlainPath(file)) walk(file);
			else if (!isPlainPath(file)) odd.push({
				path: JSON.stringify(file).slice(1, -1),
				message: "a name that no bundle holds"
			});
			else if (entry.isFile()) files.push(file);
			else odd.push({
				path: file,
				message: entry.isSymbolicLink() ? "a symbolic link" : "not a regular file"
			});
		}
	};
	walk("");
	return {
		files: files.sort(),
		odd: [...odd, ...sameButForCase(files)]
	};
}
function sameButForCase(files) {
	const seen = /* @__PURE__ */ new Map();
	const twins = [];
	for (const file of files) {
		const other = seen.get(file.toLowerCase());
		if (other !== void 0) twins.push({
			path: file,
			message: `differs from ${other} only in upper and lower case`
		});
		seen.set(file.toLowerCase(), file);
	}
	return twins;
}

export { listTree as n, EMPTY_FOLDER as t };