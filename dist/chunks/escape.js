// src/report/escape.ts
/**
* Foreign text (names, messages, excerpts, command lines) made harmless, one function a medium. Whatever such a text says, it
* stays text: it becomes no mention, link, image, markup, table border, terminal control or workflow command.
*/
const ESC = String.fromCodePoint(27);
const BEL = String.fromCodePoint(7);
const CSI = String.fromCodePoint(155);
/** Zero width space: between two characters it stops what they would mean together. */
const BREAK = "​";
/** ANSI sequences as a whole, so that no `[31m` is left of them: colours and cursor (CSI), titles and links (OSC … BEL or ST). */
const ANSI = new RegExp([
	`(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`,
	`${ESC}[\\]P_^X][^${ESC}${BEL}]*(?:${BEL}|${ESC}\\\\)`,
	`${ESC}[@-Z\\\\^_a-z]`
].join("|"), "g");
const SPACES = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
/** Characters without a shape: direction marks and overrides, zero widths, tags. With them text reads otherwise than it is. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
/** One line of visible text: no controls, no ANSI sequences, no invisible characters; line breaks and tabs become a space. */
function plain(text) {
	return text.replaceAll(ANSI, "").replaceAll(SPACES, " ").replaceAll(CONTROLS, "").replaceAll(LONE_SURROGATES, "�").replaceAll(INVISIBLE, "");
}
/** Several lines of visible text: each as `plain` makes it, the breaks between them kept. For texts that are shown as they are. */
function plainLines(text) {
	return text.split(/\r\n|[\n\r\u2028\u2029]/).map(plain).join("\n");
}
const ENTITIES = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;",
	"'": "&#39;",
	"|": "&#124;",
	$: "&#36;"
};
function entities(text, characters) {
	return text.replaceAll(characters, (character) => ENTITIES[character] ?? "");
}
/** For HTML: element content and quoted attribute values. */
function html(text) {
	return entities(plain(text), /[&<>"']/g);
}
/** For GitHub's markdown, anywhere inside a line: paragraph, list item, table cell. */
function markdown(text) {
	return entities(unlinked(plain(text).trim()), /[&<>|$]/g).replaceAll(/[\\`*_[\]~]/g, String.raw`\$&`);
}
/** `:white_check_mark:` and its like, which GitHub shows as a picture: a test's name must not show a verdict. */
const SHORTCODES = /:(?=(?:[a-z0-9_+-]*[a-z_][a-z0-9_+-]*|[+-]1|100|1234):)/gi;
/** Broken where GitHub would make a link, a mention or a picture of it: `@name`, `#12`, `GH-12`, addresses of pages and of people. */
function unlinked(text) {
	return text.replaceAll("@", `@${BREAK}`).replaceAll(/#(?=\d)|GH-(?=\d)/gi, `$&${BREAK}`).replaceAll("://", `:${BREAK}//`).replaceAll(/www\./gi, `www${BREAK}.`).replaceAll(/(mailto|xmpp):/gi, `$1${BREAK}:`).replaceAll(SHORTCODES, `:${BREAK}`);
}
/** For what GitHub shows as plain text on one line: titles of checks and annotations, descriptions of statuses. */
function label(text) {
	return unlinked(plain(text).trim());
}
/** As `label`, of several lines: messages of annotations. */
function labelLines(text) {
	return unlinked(plainLines(text).trim());
}
/** For GitHub's markdown where the text begins a line or a list item, so that it is no heading, list, rule or number there. */
function markdownStart(text) {
	return markdown(text).replace(/^(\d+)([.)])/, String.raw`$1\$2`).replace(/^[#+=-]/, String.raw`\$&`);
}
/**
* For GitHub's markdown as a code span, exactly as it is, to be copied: command lines, paths, hashes. Not for table cells, where
* a `|` ends the cell even inside a code span.
*/
function markdownCode(text) {
	const content = plain(text).trim();
	if (content === "") return "";
	const longest = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
	const fence = "`".repeat(longest + 1);
	const pad = longest > 0 ? " " : "";
	return `${fence}${pad}${content}${pad}${fence}`;
}
/**
* A link in GitHub's markdown. The words are escaped; an address that is not plainly one of http or https (`javascript:`, a space,
* a quote inside) gives the words alone.
*/
function markdownLink(words, address) {
	return /^https?:\/\/[\w.~:/?#[\]@!$&*+,;=%-]+$/.test(address) ? `[${markdown(words)}](${address.replaceAll("[", "%5B").replaceAll("]", "%5D")})` : markdown(words);
}
/**
* For a label between double quotes in a Mermaid picture: whatever is no letter, digit or space becomes a character code
* (`#35;`, https://mermaid.js.org/syntax/flowchart.html), so that it ends no label, begins no directive and no fence.
*/
function mermaid(text) {
	return plain(text).trim().replaceAll(/[^\p{L}\p{M}\p{N} ]/gu, (character) => `#${character.codePointAt(0)};`);
}
/** Characters that a comparison of texts may skip, so that `::` is found in a `:` and a `:` with one of them between. */
const SKIPPED = String.raw`\p{Default_Ignorable_Code_Point}*`;
const TWO_COLONS = new RegExp(`:(?=${SKIPPED}:)`, "gu");
const HASH_BRACKET = new RegExp(`#(?=${SKIPPED}#${SKIPPED}\\[)`, "gu");
/** For one line of a log that GitHub's runner reads: no `::` and no `##[` anywhere, visibly broken by a space. */
function log(text) {
	return plain(text).replaceAll(TWO_COLONS, ": ").replaceAll(HASH_BRACKET, "# ");
}
/** The message of a workflow command: line breaks stay, as codes (`escapeData` of the runner's toolkit). */
function commandData(text) {
	return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
/** A property of a workflow command (`escapeProperty` of the runner's toolkit). */
function commandProperty(text) {
	return commandData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
const WORKFLOW_COMMANDS = /::(?=(?:error|warning|notice|debug|group|endgroup|echo|stop-commands|(?:add|remove)-(?:mask|matcher|path)|set-(?:output|env)|save-state)(?:::|\s))/gi;
/** For a terminal or a log that GitHub's runner reads, anywhere in a line. */
function terminal(text) {
	return plain(text).replaceAll("##[", "## [").replaceAll(WORKFLOW_COMMANDS, ": :").replace(/^(\s*):(?=:)/, "$1: ");
}

export { labelLines as a, markdownCode as c, mermaid as d, plain as f, label as i, markdownLink as l, terminal as m, commandProperty as n, log as o, plainLines as p, html as r, markdown as s, commandData as t, markdownStart as u };