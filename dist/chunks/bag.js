import { n as SetupError } from "./errors.js";
import { o as sha256OfBytes } from "./verdict.js";
import { r as hashing } from "./hash.js";
import { n as listTree } from "./tree.js";
import fs from "node:fs";
import path from "node:path";

// src/evidence/bag.ts
/** The files around the payload, in BagIt's words tag files. */
const TAGS = {
	declaration: "bagit.txt",
	info: "bag-info.txt",
	manifest: "manifest-sha256.txt",
	csv: "SHA256SUMS.csv",
	tagManifest: "tagmanifest-sha256.txt"
};
const DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
/** The same, piece by piece. */
function* bagging(folder, info) {
	const { files, odd } = listTree(folder);
	const [strange] = odd;
	if (strange) throw new SetupError(`${folder}: ${strange.path} can't be bagged: ${strange.message}`);
	const payload = files.filter((file) => file.startsWith("data/"));
	const rows = [];
	for (const file of payload) rows.push({
		path: file,
		...yield* hashing(path.join(folder, file))
	});
	const tags = /* @__PURE__ */ new Map([
		[TAGS.declaration, DECLARATION],
		[TAGS.info, infoText(info, oxumOf(rows))],
		[TAGS.manifest, manifestText(rows)],
		[TAGS.csv, csvText(rows)]
	]);
	tags.set(TAGS.tagManifest, tagManifestText((tag) => sha256OfBytes(tags.get(tag) ?? "")));
	for (const [file, text] of tags) fs.writeFileSync(path.join(folder, file), text);
}
function infoText({ executionId, baggingDate, software }, oxum) {
	return [
		`Bag-Software-Agent: ${software}`,
		`Bagging-Date: ${baggingDate}`,
		`External-Identifier: ${executionId}`,
		`Payload-Oxum: ${oxum}`,
		""
	].join("\n");
}
/** Bytes and number of the payload files, as BagIt writes them. */
function oxumOf(rows) {
	return `${rows.reduce((sum, { bytes }) => sum + bytes, 0)}.${rows.length}`;
}
function manifestText(rows) {
	return rows.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("");
}
function csvText(rows) {
	return `path,sha256,bytes\n${rows.map(({ path, sha256, bytes }) => `${path},${sha256},${bytes}\n`).join("")}`;
}
/** @param hashOf the hash of a tag file. */
function tagManifestText(hashOf) {
	return manifestText(Object.values(TAGS).filter((tag) => tag !== TAGS.tagManifest).sort().map((tag) => ({
		path: tag,
		sha256: hashOf(tag)
	})));
}

export { infoText as a, tagManifestText as c, csvText as i, TAGS as n, manifestText as o, bagging as r, oxumOf as s, DECLARATION as t };