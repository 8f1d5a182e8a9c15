import { at as isHarmful, ct as mayHoldColour, dt as unescaped, it as isDoubtful, lt as mayHoldEscape, nt as RULES, ot as entropyOf, rt as TOO_MANY_BEGINNINGS, st as acrossEscapes, ut as uncoloured } from "./configuration.js";

// src/redact/keyword-lines.ts
/** Base64 that is broken into lines has lines of so many digits at least. */
const LEAST_LINE = 24;
/** So many digits on either side of a break hold every keyword that stands across it: none is longer. */
const SIDE = 24;
/** Between two lines stand so many blanks at most. */
const MOST_BLANKS$1 = 64;
const IS_DIGIT = Uint8Array.from({ length: 256 }, (_, byte) => /[A-Za-z0-9+/_-]/.test(String.fromCharCode(byte)) ? 1 : 0);
const [TAB$2, LF$2, CR$2, SPACE$2, BACKSLASH$1] = [
	9,
	10,
	13,
	32,
	92
];
/** What breaks a line in a JSON string after a backslash: `n`, `r`. */
const ESCAPED$1 = [110, 114];
/** The digits from a byte on, before `to`, at most `most`; as far as nothing but blanks stands between them. */
function digitsFrom(bytes, start, to, most = to - start) {
	const room = Math.max(0, Math.min(most, to - start));
	const [digits, places] = [new Uint8Array(room), new Int32Array(room)];
	let [count, blanks] = [0, 0];
	for (let at = start; at < to && count < room; at++) if (isDigit(bytes, at)) {
		digits[count] = bytes[at];
		places[count++] = at;
		blanks = 0;
	} else if (++blanks > 64 || !isBlank(bytes, at)) break;
	return {
		bytes: digits.subarray(0, count),
		places: places.subarray(0, count)
	};
}
/** The digits before a byte, at most `most`, in their order. @param mostBlanks between two of them */
function digitsBefore(bytes, end, most, mostBlanks = 64) {
	const [digits, places] = [new Uint8Array(most), new Int32Array(most)];
	let [first, blanks] = [most, 0];
	for (let at = end - 1; at >= 0 && first > 0; at--) if (isDigit(bytes, at)) {
		digits[--first] = bytes[at];
		places[first] = at;
		blanks = 0;
	} else if (++blanks > mostBlanks || !isBlank(bytes, at)) break;
	return {
		bytes: digits.subarray(first),
		places: places.subarray(first)
	};
}
/** Where digits from a byte on end, before `to` at the latest; undefined where a line may be broken there, and they go on. */
function endOfDigits(bytes, start, to) {
	let at = start;
	while (at < to && IS_DIGIT[bytes[at]] === 1) at++;
	return at < to && isBlank(bytes, at) ? void 0 : at;
}
/** Digits on both sides of a break, and where each stands; used again for each. */
const around = {
	bytes: /* @__PURE__ */ new Uint8Array(48),
	places: /* @__PURE__ */ new Int32Array(48)
};
/** Shows what stands around each break of a line of base64, without the break; it is good until the next one is shown. */
function acrossLines(bytes, start, show) {
	for (const sign of [LF$2, BACKSLASH$1]) for (let at = bytes.indexOf(sign, start); at >= 0; at = bytes.indexOf(sign, at + 1)) {
		if (sign === BACKSLASH$1 && !ESCAPED$1.includes(bytes[at + 1] ?? 0)) continue;
		if (!endsLine(bytes, at)) continue;
		const count = gather(bytes, at);
		if (count > 24) show(around.bytes.subarray(0, count), around.places);
	}
}
/** @returns how many digits there are: those before the break, then those behind it */
function gather(bytes, lineEnd) {
	const { bytes: digits, places } = around;
	const end = bytes[lineEnd - 1] === CR$2 ? lineEnd - 1 : lineEnd;
	let count = 0;
	for (let at = Math.max(0, end - 24); at < end; at++) {
		if (IS_DIGIT[bytes[at] ?? 0] !== 1) {
			count = 0;
			continue;
		}
		digits[count] = bytes[at] ?? 0;
		places[count++] = at;
	}
	const most = count + 24;
	for (let [at, blanks] = [lineEnd + 1, 0]; at < bytes.length && count < most && blanks <= 64; at++) if (isDigit(bytes, at)) {
		digits[count] = bytes[at] ?? 0;
		places[count++] = at;
	} else if (isBlank(bytes, at)) blanks++;
	else break;
	return count;
}
function endsLine(bytes, at) {
	let end = at;
	if (bytes[end - 1] === CR$2) end--;
	if (end < LEAST_LINE) return false;
	for (let back = 1; back <= LEAST_LINE; back++) if (IS_DIGIT[bytes[end - back] ?? 0] !== 1) return false;
	return true;
}
function isDigit(bytes, at) {
	const byte = bytes[at] ?? 0;
	return IS_DIGIT[byte] === 1 && !(bytes[at - 1] === BACKSLASH$1 && ESCAPED$1.includes(byte));
}
function isBlank(bytes, at) {
	const byte = bytes[at] ?? 0;
	return byte === TAB$2 || byte === LF$2 || byte === CR$2 || byte === SPACE$2 || byte === BACKSLASH$1 || ESCAPED$1.includes(byte);
}

// src/redact/keyword-search.ts
const TABLE_BITS$1 = 18;
/** A prime that spreads its multiples over 32 bits. */
const SPREAD$1 = 2654435761;
/** So many bytes decide at first sight. */
const HEAD$1 = 4;
/** Upper and lower case are one. */
const FOLDED$1 = Uint8Array.from({ length: 256 }, (_, byte) => byte >= 65 && byte <= 90 ? byte + 32 : byte);
/** What may follow a keyword that is shorter, in either case; one in base64. */
const PRINTED = new Set(FOLDED$1.filter((_, byte) => byte > 32 && byte < 127));
const DIGITS = new Set(FOLDED$1.filter((_, byte) => IS_DIGIT[byte] === 1));
/** `+` and `/` in base64url. */
const URL_DIGITS = /* @__PURE__ */ new Map([[43, 45], [47, 95]]);
const latin1$1 = (text) => Uint8Array.from(text, (character) => character.charCodeAt(0));
/** Finds any of many keywords: four bytes at a time are looked up in a table, and few of those of a log are in it. */
var KeywordSearch = class {
	/** The longest keyword, in bytes. */
	longest;
	table = new Uint8Array(1 << TABLE_BITS$1);
	byHead = /* @__PURE__ */ new Map();
	/** Of a keyword as it is: the same one with escapes in it. */
	escaped = /* @__PURE__ */ new Map();
	/** The longest one that may have escapes in it, without them. */
	side;
	/** Bytes of such keywords: any other escape is of no matter. */
	of = /* @__PURE__ */ new Uint8Array(256);
	constructor(rules) {
		const ahead = new Set(rules.filter(looksAhead));
		const keywords = keywordsOf(rules, ahead);
		this.longest = keywords.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
		for (const keyword of keywords) this.enter(keyword);
		for (const keyword of keywords) {
			const rules = keyword.rules.filter(({ plain }) => !plain);
			if (keyword.form.is === "plain" && rules.length > 0) this.escaped.set(keyword, keywordOf({
				...keyword,
				form: { is: "escaped" }
			}, rules, ahead));
		}
		for (const { bytes } of this.escaped.keys()) for (const byte of bytes) if (byte !== QUOTE) this.of[byte] = 1;
		this.side = [...this.escaped.keys()].reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
	}
	/** The most bytes that a keyword takes up with escapes in it. */
	get longestEscaped() {
		return this.side * MOST_ESCAPED$1;
	}
	/** @returns the keywords that begin from `start` on and end with the bytes; a short one needs one byte more */
	find(bytes, start) {
		const found = this.within(bytes, start);
		acrossLines(bytes, start, (digits, places) => {
			if (nextHead(this.table, digits, 0) === digits.length) return;
			for (const { at, keyword } of this.within(digits, 0)) {
				const [first = 0, last = 0] = [places[at], places[at + keyword.bytes.length - 1]];
				if (keyword.form.is === "base64" && first >= start && last - first >= keyword.bytes.length) found.push({
					at: first,
					keyword
				});
			}
		});
		acrossEscapes(bytes, start, this, ({ bytes: plain, starts, ends }) => {
			for (const { at, keyword } of this.within(plain, 0)) {
				const [first = 0, last = 0] = [starts[at], ends[at + keyword.bytes.length - 1]];
				const escaped = this.escaped.get(keyword);
				if (escaped && first >= start && last - first > keyword.bytes.length) found.push({
					at: first,
					keyword: escaped
				});
			}
		});
		return found;
	}
	within(bytes, start) {
		const found = [];
		for (let at = nextHead(this.table, bytes, start); at < bytes.length; at = nextHead(this.table, bytes, at + 1)) for (const keyword of this.byHead.get(headAt(bytes, at)) ?? []) if (stands(keyword, bytes, at)) found.push({
			at,
			keyword
		});
		return found;
	}
	enter(keyword) {
		const [a = 0, b = 0, c = 0, d] = [...keyword.bytes].map((byte) => FOLDED$1[byte] ?? 0);
		const following = keyword.form.is === "base64" ? DIGITS : PRINTED;
		for (const last of d === void 0 ? following : [d]) {
			const head = a << 24 | b << 16 | c << 8 | last;
			this.table[Math.imul(head, SPREAD$1) >>> 14] = 1;
			this.byHead.set(head, [...this.byHead.get(head) ?? [], keyword]);
		}
	}
};
/** @returns where the next four bytes stand that may begin a keyword; the length when there are none */
function nextHead(table, bytes, start) {
	const length = bytes.length;
	if (start + HEAD$1 > length) return length;
	let head = headAt(bytes, start) >> 8;
	for (let at = start + HEAD$1 - 1; at < length; at++) {
		head = head << 8 | FOLDED$1[bytes[at]];
		if (table[Math.imul(head, SPREAD$1) >>> 14] !== 0) return at - HEAD$1 + 1;
	}
	return length;
}
function headAt(bytes, at) {
	const [a, b, c, d] = [
		bytes[at] ?? 0,
		bytes[at + 1] ?? 0,
		bytes[at + 2] ?? 0,
		bytes[at + 3] ?? 0
	];
	return (FOLDED$1[a] ?? 0) << 24 | (FOLDED$1[b] ?? 0) << 16 | (FOLDED$1[c] ?? 0) << 8 | (FOLDED$1[d] ?? 0);
}
function stands({ bytes: wanted, anyCase, form, mayMatch }, bytes, at) {
	if (at + wanted.length > bytes.length) return false;
	for (let index = 0; index < wanted.length; index++) {
		const [byte, other] = [bytes[at + index] ?? 0, wanted[index] ?? 0];
		if (byte !== other && !(anyCase && FOLDED$1[byte] === FOLDED$1[other])) return false;
	}
	return form.is !== "plain" || (mayMatch?.(bytes, at) ?? true);
}
/** It has keywords of its own where it is escaped, and is escaped all over JSON in JSON. */
const QUOTE = 34;
/** Bytes of a character as `\\u0041`, `&#x0041;`. */
const MOST_ESCAPED$1 = 8;
/** What is not plain is decoded first. */
const COST = {
	plain: 1,
	escaped: 2,
	wide: 4,
	base64: 2
};
/** Each keyword once, with all rules that it is of, in every form. `ahead`: the rules that look ahead in base64. */
function keywordsOf(rules, ahead) {
	const known = /* @__PURE__ */ new Map();
	const add = (bytes, anyCase, form, rule) => {
		const key = `${form.is}${form.is === "base64" ? form.shift : ""} ${anyCase} ${String.fromCharCode(...bytes)}`;
		const entry = known.get(key) ?? {
			keyword: {
				bytes,
				anyCase,
				form
			},
			rules: []
		};
		if (!entry.rules.includes(rule)) entry.rules.push(rule);
		known.set(key, entry);
	};
	for (const rule of rules) {
		const anyCase = rule.anyCase === true;
		for (const text of rule.keywords) {
			add(latin1$1(text), anyCase, { is: "plain" }, rule);
			if (rule.plain) continue;
			add(latin1$1(text.replace(/[^]/g, "$&\0")), anyCase, {
				is: "wide",
				first: 0
			}, rule);
			add(latin1$1(text.replace(/[^]/g, "\0$&")), anyCase, {
				is: "wide",
				first: 1
			}, rule);
		}
		for (const text of rule.plain ? [] : rule.inBase64 ?? rule.keywords) for (const shift of [
			0,
			1,
			2
		]) {
			const bytes = inBase64(text, shift);
			if (bytes.length < 3) continue;
			for (const digits of [bytes, inUrls(bytes)]) add(digits, false, {
				is: "base64",
				shift
			}, rule);
		}
	}
	return [...known.values()].map(({ keyword, rules: own }) => keywordOf(keyword, own, ahead));
}
function keywordOf({ bytes, anyCase, form }, rules, ahead) {
	const apart = COST[form.is] * costOf(rules);
	return {
		bytes,
		anyCase,
		form,
		rules,
		cost: {
			near: apart + COST[form.is] * 15 * costOf(rules.filter((rule) => looksFar(form, rule))),
			apart,
			word: rules.some(({ most }) => most > 600)
		},
		...lookAhead(form, rules, ahead)
	};
}
function costOf(rules) {
	return rules.reduce((sum, { cost = 1 }) => sum + cost, 0);
}
/** Whether a look goes beyond a word: what is decoded is decoded as far as it may reach. */
function looksFar({ is }, { most, looksBack = 0, source }) {
	return looksBack > 600 || most > 600 && (is !== "plain" || source.includes("[^]{"));
}
function lookAhead(form, rules, ahead) {
	const looks = rules.flatMap((rule) => rule.mayMatch && (form.is !== "base64" || ahead.has(rule)) ? [rule.mayMatch] : []);
	if (form.is === "wide" || looks.length < rules.length) return {};
	return { mayMatch: (bytes, at) => looks.some((look) => look(bytes, at)) };
}
/** Whether it looks from its keyword on in base64 as well, of which no more is decoded at first. */
function looksAhead({ keywords, inBase64 = keywords, looksBack }) {
	return looksBack === void 0 && inBase64.every((text) => keywords.some((keyword) => text.startsWith(keyword)));
}
/** What of a text's base64 depends on nothing beside it; of a long text the beginning. */
function inBase64(text, shift) {
	const encoded = Buffer.from("\0".repeat(shift) + text, "latin1").toString("base64");
	return latin1$1(encoded.slice(leadOf(shift), Math.floor((shift + text.length) * 8 / 6)).slice(0, 24));
}
/** The same in the alphabet of base64url. */
function inUrls(digits) {
	return digits.map((digit) => URL_DIGITS.get(digit) ?? digit);
}
/** So many digits of its first group stand before a keyword's own. */
function leadOf(shift) {
	return Math.ceil(shift * 8 / 6);
}

// src/redact/keyword-view.ts
/** The most bytes that a rule needs from a keyword on. */
function extentOf({ keyword }, rule) {
	const { most } = rule;
	if (keyword.form.is === "escaped" && escapes(rule)) return most * MOST_ESCAPED;
	if (isText(keyword)) return escapes(rule) ? most * 2 : most;
	return keyword.form.is === "wide" ? most * 2 : Math.ceil(most * 1.5);
}
/** The most bytes that it needs before it. */
function leadInOf({ keyword }, { before: begun, looksBack = 0, plain }) {
	const before = Math.max(begun, looksBack);
	if (isText(keyword)) return plain ? before : before * (keyword.form.is === "escaped" && before <= 600 ? MOST_ESCAPED : 2) + ESCAPE;
	return keyword.form.is === "wide" ? before * 2 + 2 : Math.ceil(before * 1.5) + 8;
}
/** From a keyword without escapes on so many bytes are read without theirs; what follows as it is. */
const UNESCAPED = 4096;
/** A character takes up so many bytes where all are escaped, in JSON in JSON. */
const MOST_ESCAPED = 7;
/** So far it is looked ahead past escapes. */
const AHEAD = 400;
/** So many digits tell that most texts in base64 hold no match. */
const DIGITS_AHEAD = 48;
/** Before a keyword an escape may stand, which tells whether a word begins there. */
const ESCAPE = 16;
function isText({ form }) {
	return form.is === "plain" || form.is === "escaped";
}
/** Whether a value of a rule is looked for with more escapes than there are in the longest texts. */
function escapes({ plain, most }) {
	return !plain && most <= 600;
}
/** The texts in which a rule looks for a match, one after another. */
function* viewsOf(bytes, candidate, rule) {
	const { at, keyword } = candidate;
	const { form } = keyword;
	const from = Math.max(0, at - leadInOf(candidate, rule) - 1);
	const to = Math.min(bytes.length, at + extentOf(candidate, rule));
	if (form.is === "plain") yield plainView(bytes, at, rule);
	if (form.is === "wide") yield wideView(bytes, {
		from,
		to,
		at: at + form.first
	});
	if (form.is === "base64") yield* base64Views(bytes, {
		at,
		shift: form.shift,
		to
	}, Math.max(rule.before, rule.looksBack ?? 0));
	const end = form.is === "escaped" ? to : Math.min(to, at + UNESCAPED);
	if (!isText(keyword) || rule.plain || !mayHoldEscape(bytes, from, end)) return;
	const before = unescaped(bytes, from, at);
	yield readView(bytes, {
		to,
		at
	}, [before, unescaped(bytes, at, end)]);
	if (!mayHoldColour(bytes, from, end)) return;
	yield readView(bytes, {
		to,
		at
	}, [rule.before === 0 ? before : uncoloured(bytes, from, at), uncoloured(bytes, at, end)]);
}
function plainView(bytes, at, { before, looksBack = 0, most }) {
	const from = Math.max(0, at - Math.max(before, looksBack) - 1);
	return {
		text: latin1(bytes, from, Math.min(bytes.length, at + most)),
		keyword: at - from,
		first: (i) => from + i,
		last: (i) => from + i + 1
	};
}
/** What was read without its escapes, before a keyword and from there on, and what follows as it is. */
function readView(bytes, { to, at }, [before, rest]) {
	const end = Math.min(to, rest.next);
	const lead = before.bytes.length;
	const read = lead + rest.bytes.length;
	const placeOf = (index, side) => {
		if (index >= read) return end + index - read + (side === "ends" ? 1 : 0);
		return (index < lead ? before[side][index] : rest[side][index - lead]) ?? at;
	};
	return {
		text: latin1(before.bytes, 0, lead) + latin1(rest.bytes, 0, rest.bytes.length) + latin1(bytes, end, to),
		keyword: lead,
		first: (i) => placeOf(i, "starts"),
		last: (i) => placeOf(i, "ends")
	};
}
/** Whether the bytes that follow a keyword may belong to a match; bytes in base64 and with escapes are shown as they are meant. */
function mayMatchAt(bytes, { at, keyword: { form, mayMatch } }) {
	if (!mayMatch) return true;
	if (form.is === "base64") {
		const rest = digitsFrom(bytes, at, Math.min(bytes.length, at + AHEAD), DIGITS_AHEAD);
		return mayMatch(decoded(digitsBefore(bytes, at, leadOf(form.shift)), rest).text, form.shift);
	}
	if (form.is !== "escaped") return mayMatch(bytes, at);
	const before = unescaped(bytes, Math.max(0, at - AHEAD), at);
	const rest = unescaped(bytes, at, Math.min(bytes.length, at + AHEAD));
	const plain = new Uint8Array(before.bytes.length + rest.bytes.length);
	plain.set(before.bytes);
	plain.set(rest.bytes, before.bytes.length);
	return mayMatch(plain, before.bytes.length);
}
function wideView(bytes, { from, to, at }) {
	const start = from + (at - from) % 2;
	let text = "";
	for (let index = start; index < to; index += 2) text += String.fromCharCode(bytes[index] ?? 0);
	return {
		text,
		keyword: (at - start) / 2,
		first: (i) => start + 2 * i,
		last: (i) => start + 2 * i + 2
	};
}
/** Decodes from a whole group of digits on. @param before so many bytes of what is decoded are wanted before the keyword */
function* base64Views(bytes, found, before) {
	const whole = before === 0 ? wholeView(bytes, found) : void 0;
	if (whole) {
		yield whole;
		return;
	}
	const rest = digitsFrom(bytes, found.at, found.to);
	const lead = leadBefore(bytes, found, before, 64);
	yield decodedView(lead, rest, found);
	const own = leadBefore(bytes, found, before, 0);
	if (own.places.length < lead.places.length) yield decodedView(own, rest, found);
}
function decodedView(lead, rest, { at, shift }) {
	const groups = Math.max(0, Math.floor((lead.places.length - leadOf(shift)) / 4));
	const { text, places } = decoded(lead, rest);
	const placeOf = (digit) => places[Math.min(digit, places.length - 1)] ?? at;
	return {
		text: text.toString("latin1"),
		keyword: shift + 3 * groups,
		first: (i) => placeOf(Math.floor(i * 4 / 3)),
		last: (i) => placeOf(Math.floor(((i + 1) * 4 - 1) / 3)) + 1
	};
}
/** What the digits before a keyword and from it on say. */
function decoded(lead, rest) {
	const places = new Int32Array(lead.places.length + rest.places.length);
	places.set(lead.places);
	places.set(rest.places, lead.places.length);
	return {
		text: Buffer.from(Buffer.concat([lead.bytes, rest.bytes]).toString("latin1"), "base64"),
		places
	};
}
/** The digits of a keyword's first group that are not its own, and whole groups before them. */
function leadBefore(bytes, { at, shift }, before, blanks) {
	const lead = digitsBefore(bytes, at, leadOf(shift) + 4 * Math.ceil(before / 3), blanks);
	const odd = Math.max(0, lead.places.length - leadOf(shift)) % 4;
	return {
		bytes: lead.bytes.subarray(odd),
		places: lead.places.subarray(odd)
	};
}
/** Of digits in one line; undefined where a line may be broken. */
function wholeView(bytes, { at, shift, to }) {
	const from = at - leadOf(shift);
	const end = endOfDigits(bytes, at, to);
	if (end === void 0 || from < 0 || endOfDigits(bytes, from, at) !== at) return void 0;
	const placeOf = (digit) => Math.min(from + digit, end - 1);
	return {
		text: Buffer.from(latin1(bytes, from, end), "base64").toString("latin1"),
		keyword: shift,
		first: (i) => placeOf(Math.floor(i * 4 / 3)),
		last: (i) => placeOf(Math.floor(((i + 1) * 4 - 1) / 3)) + 1
	};
}
function latin1(bytes, from, to) {
	return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString("latin1");
}

// src/redact/pattern-matching.ts
/** Recognises secrets by their form, whatever their value. */
var PatternMatching = class {
	keywords;
	compiled = /* @__PURE__ */ new Map();
	constructor(rules) {
		this.keywords = new KeywordSearch(rules);
	}
	/** Bytes at the end in which a keyword may have begun. */
	get tail() {
		return Math.max(this.keywords.longest + 64 + 4, this.keywords.longestEscaped);
	}
	/** Whether anything is worth a look: most texts hold no keyword. */
	mayMatch(bytes) {
		return this.keywords.find(bytes, 0).length > 0;
	}
	find(bytes, start) {
		return this.keywords.find(bytes, start);
	}
	/** What the rules of a keyword recognise around it; in one view of it more may be seen than in another. */
	matches(bytes, candidate) {
		return candidate.keyword.rules.flatMap((rule) => [...viewsOf(bytes, candidate, rule)].flatMap((view) => this.match(view, rule) ?? []));
	}
	match(view, rule) {
		const expression = this.expressionOf(rule);
		expression.lastIndex = rule.from?.(view.text, view.keyword) ?? Math.max(0, view.keyword - rule.before);
		for (let found = expression.exec(view.text); found && found.index <= view.keyword; found = expression.exec(view.text)) {
			const { index, text } = secretOf(found);
			if (rule.before === 0 || found.index + found[0].length >= view.keyword) {
				const kind = kindOf(rule, text, found);
				if (kind) return {
					rule: rule.id,
					kind,
					start: view.first(index),
					end: view.last(index + text.length - 1)
				};
			}
			if (expression.lastIndex <= found.index) break;
		}
	}
	/** Compiled when a keyword of it was found first. */
	expressionOf(rule) {
		const known = this.compiled.get(rule);
		if (known) return known;
		const indices = rule.source.includes("(?<last>") ? "" : "d";
		const expression = new RegExp(rule.source, `${indices}${rule.before === 0 || rule.from ? "y" : "g"}${rule.ignoreCase ? "i" : ""}`);
		this.compiled.set(rule, expression);
		return expression;
	}
};
/** The group called `last`, which ends the match, or `secret`; or the first one that took part, or else the whole match. */
function secretOf(match) {
	const { last, secret } = match.groups ?? {};
	if (last !== void 0) return {
		index: match.index + match[0].length - last.length,
		text: last
	};
	const range = match.indices?.groups?.["secret"];
	if (range && secret !== void 0) return {
		index: range[0],
		text: secret
	};
	for (let group = 1; group < match.length; group++) {
		const [range, text] = [match.indices?.[group], match[group]];
		if (range && text !== void 0) return {
			index: range[0],
			text
		};
	}
	return {
		index: match.index,
		text: match[0]
	};
}
function kindOf(rule, secret, match) {
	if (match[0].includes("REDACTED:")) return void 0;
	if (rule.entropy !== void 0 && entropyOf(secret) < rule.entropy) return void 0;
	return rule.kindOf ? rule.kindOf(secret, match) : "secret";
}
/** Bytes that a candidate needs after it until all of its rules are certain. */
function needOf(candidate) {
	return candidate.keyword.rules.reduce((most, rule) => Math.max(most, extentOf(candidate, rule)), 0);
}
/** Bytes before it that may be part of a match. */
function reachBackOf(candidate) {
	return candidate.keyword.rules.reduce((most, rule) => Math.max(most, leadInOf(candidate, rule)), 0);
}
/** The most bytes before a keyword that any rule looks at. */
const MOST_BEFORE = RULES.reduce((most, { before, looksBack = 0 }) => Math.max(most, before, looksBack), 0) * 2 + 32;
let standard;
/** The matching by all rules, made when it is first asked for. */
function standardMatching() {
	standard ??= new PatternMatching(RULES);
	return standard;
}

// src/redact/entity-names.ts
/** What HTML calls signs. */
const SIGNS = {
	"!": "excl",
	"\"": "quot",
	"#": "num",
	$: "dollar",
	"%": "percnt",
	"&": "amp",
	"'": "apos",
	"(": "lpar",
	")": "rpar",
	"*": "ast midast",
	"+": "plus",
	",": "comma",
	".": "period",
	"/": "sol",
	":": "colon",
	";": "semi",
	"<": "lt",
	"=": "equals",
	">": "gt",
	"?": "quest",
	"@": "commat",
	"[": "lsqb lbrack",
	"\\": "bsol",
	"]": "rsqb rbrack",
	"^": "hat",
	_: "lowbar underbar",
	"`": "grave diacriticalgrave",
	"{": "lcub lbrace",
	"|": "vert verbar verticalline",
	"}": "rcub rbrace",
	" ": "nbsp",
	"	": "tab",
	"\n": "newline",
	"€": "euro"
};
/** What HTML calls the characters from U+00A0 to U+00FF, in either case. */
const LATIN = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml times oslash ugrave uacute ucirc uuml yacute thorn szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(" ");
/** The names by which HTML writes a character, in lower case: those of signs and of Latin-1. */
function entityNamesOf(character) {
	const latin = LATIN[(character.codePointAt(0) ?? 0) - 160];
	return SIGNS[character]?.split(" ") ?? (latin ? [latin] : []);
}

// src/redact/redact-spellings.ts
const utf8$1 = new TextEncoder();
/** Escapes of single characters that no rule tells: of JSON, C, shells, PowerShell, JSON pointers, forms. */
const SHORT = {
	"'": ["'\\''", `'"'"'`],
	"!": ["'\\!'"],
	"/": ["~1"],
	"~": ["~0"],
	" ": ["+"],
	"\0": ["\\0", "`0"],
	"\x07": ["\\a", "`a"],
	"\b": ["\\b", "`b"],
	"\f": ["\\f", "`f"],
	"\n": [
		"\\n",
		"`n",
		"'\n'",
		"$'\\n'"
	],
	"\r": [
		"\\r",
		"`r",
		"$'\\r'"
	],
	"	": [
		"\\t",
		"`t",
		"$'\\t'"
	],
	"\v": ["\\v", "`v"],
	"\x1B": ["\\e", "`e"]
};
/** Signs that are written twice: in CSV, SQL, PowerShell, formats, templates and files of cmd. */
const DOUBLED = `"'$%{}\`^`;
/** What cmd has a caret before. */
const CARETED = "&|<>()^%!\"";
/**
* Every way in which encoders of text write one character: itself, in UTF-8 and Latin-1; as JSON, JavaScript, Python and C escape it
* (`\/`, `\u002f`, `\u{2f}`, `\x2f` and `\057` of its code and of its UTF-8); `%2F`; `&#47;`, `&#x2F;`, `&sol;`; quoted for a shell, for
* PowerShell and cmd; doubled, where CSV or SQL would; and as forms write a blank.
* Which characters it escapes, and in which case it writes hexadecimal digits, each encoder chooses for itself.
*/
function spellingsOf(character) {
	const code = character.codePointAt(0) ?? 0;
	const encodings = [utf8$1.encode(character), ...code >= 128 && code <= 255 ? [Uint8Array.of(code)] : []];
	const texts = [
		...SHORT[character] ?? [],
		.../[ -~]/.test(character) ? escapesOfSign(character) : [],
		...encodings.flatMap((bytes) => escapesOfBytes([...bytes])),
		...escapesOfCode(code),
		...escapesOfUnits(Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))),
		...entityNamesOf(character).map((name) => `&${name};`)
	];
	return [...encodings.map((bytes) => ({
		bytes,
		escape: false
	})), ...[...new Set(texts)].map(escape)];
}
/** The two digits of a byte in hex. @param apart also with what stands between bytes where they are listed */
function digitsOf(byte, apart) {
	return ["", ...apart].map((between) => escape(between + hex(byte, 2)));
}
function escape(text) {
	return {
		bytes: utf8$1.encode(text),
		escape: true
	};
}
function escapesOfSign(sign) {
	const code = sign.charCodeAt(0);
	return [
		.../\W|_/.test(sign) ? [`\\${sign}`, `\`${sign}`] : [],
		...DOUBLED.includes(sign) ? [sign + sign] : [],
		...CARETED.includes(sign) ? [`^${sign}`] : [],
		`\\${hex(code, 2)} `,
		`\\${hex(code, 6)}`
	];
}
function escapesOfBytes(bytes) {
	const each = (write) => bytes.map(write).join("");
	const octal = (byte) => byte.toString(8).padStart(3, "0");
	return [
		each((byte) => `%${hex(byte, 2)}`),
		each((byte) => `\\x${hex(byte, 2)}`),
		each((byte) => `\\${hex(byte, 2)}`),
		each((byte) => `\\${octal(byte)}`),
		each((byte) => `\\0${octal(byte)}`)
	];
}
function escapesOfCode(code) {
	const digits = padded(code.toString(16));
	return [
		`\\u${hex(code, 8)}`,
		...code <= 255 ? [`\\x${hex(code, 2)}`] : [],
		...digits.flatMap((each) => [
			`\\u{${each}}`,
			`\\x{${each}}`,
			`&#x${each};`
		]),
		...padded(String(code)).map((each) => `&#${each};`)
	];
}
function escapesOfUnits(units) {
	return [
		(unit) => `\\u${hex(unit, 4)}`,
		(unit) => `%u${hex(unit, 4)}`,
		(unit) => `&#${unit};`,
		(unit) => `&#x${hex(unit, 4)};`
	].map((write) => units.map(write).join(""));
}
/** A number with no zero before it, with one, two and so on. */
function padded(digits) {
	return Array.from({ length: Math.max(1, 8 - digits.length) }, (_, zeros) => "0".repeat(zeros) + digits);
}
function hex(value, digits) {
	return value.toString(16).padStart(digits, "0");
}

// src/redact/redact-letters.ts
/** So many encoders may have written a letter, each what the one before it made: JSON in HTML, URLs twice. */
const DEPTH = 2;
/**
* Reads letters in any of their spellings, of which there are very many: each sign of an escape may be an escape. A node is what all
* ways to read the bytes so far have in common; it is made when somebody comes to it, since a log has few of the escapes there are.
*/
var Letters = class {
	nodes = [{
		items: [],
		ends: []
	}];
	known = /* @__PURE__ */ new Map();
	edges = /* @__PURE__ */ new Map();
	/** By node, where it leads somewhere: of those that were asked for. */
	bytes = [];
	roots = [];
	named = /* @__PURE__ */ new Map();
	lengths = /* @__PURE__ */ new Map();
	steps = 0;
	/** Number of a letter. */
	numberOf({ name, spellings }, depth = DEPTH) {
		const key = `${depth} ${name}`;
		const known = this.named.get(key);
		if (known !== void 0) return known;
		const letter = this.roots.length;
		this.named.set(key, letter);
		const items = spellings.map((spelling) => ({
			step: this.stepsOf(spelling, letter, depth),
			inner: 0
		}));
		this.roots.push(this.nodeOf({
			items,
			ends: []
		}));
		return letter;
	}
	/** The node at which a letter begins. */
	rootOf(letter) {
		return this.roots[letter] ?? 0;
	}
	/** The node at which any of several letters begins. */
	rootOfAll(letters) {
		return this.nodeOf({
			items: letters.flatMap((letter) => this.nodes[this.rootOf(letter)]?.items ?? []),
			ends: []
		});
	}
	/** Where a byte leads from a node; 0 when no spelling goes on with it. */
	next(node, byte) {
		if (this.bytes[node] === void 0) this.expand(node);
		return this.edges.get(node * 256 + byte) ?? 0;
	}
	/** The bytes with which a spelling goes on. */
	bytesFrom(node) {
		return this.bytes[node] ?? this.expand(node);
	}
	/** The letters of which a spelling ends with this node. */
	endsAt(node) {
		return this.nodes[node]?.ends ?? [];
	}
	/** Whether a spelling goes on from this node. */
	goesOn(node) {
		return (this.nodes[node]?.items.length ?? 0) > 0;
	}
	/** Bytes of the longest spelling. */
	longest({ name, spellings }, depth = DEPTH) {
		const key = `${depth} ${name}`;
		const known = this.lengths.get(key);
		if (known !== void 0) return known;
		const ofByte = (byte) => depth > 1 && isSign(byte) ? this.longest(letterOf(String.fromCharCode(byte)), depth - 1) : 1;
		const lengths = spellings.map(({ bytes, escape }) => escape ? bytes.reduce((sum, byte) => sum + ofByte(byte), 0) : bytes.length);
		const longest = Math.max(...lengths);
		this.lengths.set(key, longest);
		return longest;
	}
	stepsOf({ bytes, escape }, letter, depth) {
		const last = bytes.reduceRight((next, byte) => {
			const sign = escape && depth > 1 && isSign(byte) ? {
				character: String.fromCharCode(byte),
				depth: depth - 1
			} : void 0;
			return {
				id: this.steps++,
				byte,
				other: escape ? otherCase(byte) : byte,
				sign,
				next,
				letter
			};
		}, void 0);
		if (!last) throw new RangeError("a spelling has no bytes");
		return last;
	}
	nodeOf({ items, ends }) {
		const key = `${ends.join(" ")}:${items.map(keyOf).sort().join(" ")}`;
		const node = this.known.get(key) ?? this.nodes.length;
		if (node === this.nodes.length) {
			this.nodes.push({
				items,
				ends
			});
			this.known.set(key, node);
		}
		return node;
	}
	expand(node) {
		const targets = /* @__PURE__ */ new Map();
		for (const item of this.nodes[node]?.items ?? []) this.reach(item, targets);
		for (const [byte, { items, ends }] of targets) this.edges.set(node * 256 + byte, this.nodeOf({
			items: [...items.values()],
			ends: [...ends].sort((a, b) => a - b)
		}));
		const bytes = [...targets.keys()];
		this.bytes[node] = bytes;
		return bytes;
	}
	/** Adds where an item leads to. */
	reach({ step, inner }, targets) {
		if (!step.sign) {
			for (const byte of /* @__PURE__ */ new Set([step.byte, step.other])) pass(step, targetOf(targets, byte));
			return;
		}
		const from = inner || this.rootOf(this.numberOf(letterOf(step.sign.character), step.sign.depth));
		for (const byte of this.bytesFrom(from)) {
			const to = this.next(from, byte);
			const target = targetOf(targets, byte);
			if (this.goesOn(to)) enter({
				step,
				inner: to
			}, target);
			if (this.endsAt(to).length > 0) pass(step, target);
		}
	}
};
/** The other case of a letter; any other byte as it is. */
function otherCase(byte) {
	return isLetter(byte) ? byte ^ 32 : byte;
}
function isLetter(byte) {
	const lower = byte | 32;
	return lower >= 97 && lower <= 122;
}
/** What encoders write as an escape: no letter, no digit. */
function isSign(byte) {
	return !isLetter(byte) && !(byte >= 48 && byte <= 57);
}
const characters = /* @__PURE__ */ new Map();
/** A character as a letter: made once, since the signs of escapes are asked for again and again. */
function letterOf(character) {
	const letter = characters.get(character) ?? {
		name: character,
		spellings: spellingsOf(character)
	};
	characters.set(character, letter);
	return letter;
}
function keyOf({ step, inner }) {
	return `${step.id}.${inner}`;
}
function targetOf(targets, byte) {
	const target = targets.get(byte) ?? {
		items: /* @__PURE__ */ new Map(),
		ends: /* @__PURE__ */ new Set()
	};
	targets.set(byte, target);
	return target;
}
/** Goes on behind a byte that was read. */
function pass({ next, letter }, target) {
	if (next) enter({
		step: next,
		inner: 0
	}, target);
	else target.ends.add(letter);
}
function enter(item, { items }) {
	items.set(keyOf(item), item);
}

// src/redact/redact-forms.ts
/** Shorter pieces would rewrite innocent text. In characters. */
const MIN_SECRET = 8;
const utf8 = new TextEncoder();
function formsOf(value) {
	const parts = [...partsOf(value)];
	const base64 = new Set([...parts.flatMap(textsOf).flatMap(base64Forms), ...parts.flatMap(wideBase64)].filter((text) => text.length >= 8));
	return {
		words: parts.flatMap((part) => [lettersOf(part), hexLettersOf(part)]),
		digits: [...base64].map((text) => utf8.encode(text)),
		literals: parts.flatMap(wideForms)
	};
}
function lettersOf(text) {
	return Array.from(text, letterOf);
}
/** What stands between bytes where they are listed. */
const BETWEEN = [
	" ",
	":",
	"-",
	", ",
	","
];
function hexLettersOf(text) {
	return [...utf8.encode(text)].map((byte, index) => index === 0 ? {
		name: `first byte ${byte}`,
		spellings: digitsOf(byte, [])
	} : {
		name: `byte ${byte}`,
		spellings: digitsOf(byte, BETWEEN)
	});
}
/** The value, the value with the other line ending, and each line that is long enough to be a secret of its own. */
function partsOf(value) {
	const lines = value.split(/\r\n|[\r\n]/);
	const parts = /* @__PURE__ */ new Set([
		value,
		lines.join("\n"),
		lines.join("\r\n"),
		value.trim(),
		...lines,
		...lines.map((line) => line.trim())
	]);
	return new Set([...parts].filter((part) => part.length >= 8));
}
/** What base64 is made of: the text in UTF-8, within a JSON string, in Latin-1. */
function textsOf(part) {
	const json = JSON.stringify(part).slice(1, -1);
	const texts = [part, ...json === part ? [] : [json]].map((text) => utf8.encode(text));
	return /^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(part) ? [...texts, new Uint8Array(Buffer.from(part, "latin1"))] : texts;
}
/** As `powershell -EncodedCommand` takes it. */
function wideBase64(part) {
	return [
		0,
		1,
		2
	].map((shift) => aligned(Buffer.from(part, "utf16le"), shift));
}
/** At the start of the encoded text, whole and each line that it may be wrapped into by itself; and at each alignment, without the characters that its neighbours share. */
function base64Forms(bytes) {
	const whole = Buffer.from(bytes).toString("base64");
	return [
		whole,
		whole.replace(/=+$/, ""),
		...pieces(whole, 76),
		...pieces(whole, 64),
		...[
			0,
			1,
			2
		].map((shift) => aligned(bytes, shift))
	];
}
function aligned(bytes, shift) {
	return Buffer.concat([new Uint8Array(shift), bytes]).toString("base64").slice(Math.ceil(shift * 8 / 6), Math.floor((shift + bytes.length) * 8 / 6));
}
function pieces(text, width) {
	const found = [];
	for (let at = 0; at < text.length; at += width) found.push(text.slice(at, at + width));
	return found;
}
/** UTF-16 in either order of its bytes. */
function wideForms(text) {
	return [new Uint8Array(Buffer.from(text, "utf16le")), new Uint8Array(Buffer.from(text, "utf16le").swap16())];
}

// src/redact/redact-automaton.ts
/** Builds the table. Memory: 4 bytes × (sum of the patterns' lengths) × (distinct bytes in them). */
function automatonOf(patterns) {
	const { classes, classCount } = classesOf(patterns);
	const states = 1 + patterns.reduce((sum, { bytes }) => sum + bytes.length, 0);
	const automaton = {
		classes,
		classCount,
		next: new Int32Array(states * classCount),
		depth: new Int32Array(states),
		length: new Int32Array(states),
		owner: new Int32Array(states)
	};
	let used = 1;
	for (const pattern of patterns) used = insert(automaton, pattern, used);
	complete(automaton);
	return automaton;
}
function classesOf(patterns) {
	const seen = new Set(patterns.flatMap(({ bytes }) => [...bytes]));
	const classes = /* @__PURE__ */ new Uint8Array(256);
	let count = seen.size === 256 ? 0 : 1;
	for (const byte of seen) classes[byte] = count++;
	return {
		classes,
		classCount: count
	};
}
function insert({ classes, classCount, next, depth, length, owner }, pattern, used) {
	let state = 0;
	let free = used;
	for (const [index, byte] of pattern.bytes.entries()) {
		const edge = state * classCount + at(classes, byte);
		if (next[edge] === 0) {
			depth[free] = index + 1;
			next[edge] = free++;
		}
		state = at(next, edge);
	}
	if (length[state] === 0) {
		length[state] = pattern.bytes.length;
		owner[state] = pattern.owner;
	}
	return free;
}
/** Breadth first: where a pattern has no edge, goes on from the longest proper suffix that begins one. */
function complete({ classCount, next, length, owner }) {
	const fallback = new Int32Array(length.length);
	const queue = [0];
	for (let head = 0; head < queue.length; head++) {
		const state = queue[head] ?? 0;
		const back = at(fallback, state);
		if (length[state] === 0) {
			length[state] = at(length, back);
			owner[state] = at(owner, back);
		}
		for (let c = 0; c < classCount; c++) {
			const edge = state * classCount + c;
			const child = at(next, edge);
			const detour = state === 0 ? 0 : at(next, back * classCount + c);
			if (child === 0) next[edge] = detour;
			else {
				fallback[child] = detour;
				queue.push(child);
			}
		}
	}
}
function at(table, index) {
	return table[index] ?? 0;
}

// src/redact/redact-wrapped.ts
/** A line break is followed by an indent at most; so much that is passed over is no break of a line. */
const MOST_BLANKS = 64;
const [TAB$1, LF$1, CR$1, SPACE$1, BACKSLASH] = [
	9,
	10,
	13,
	32,
	92
];
/** What may stand between two digits. */
const BLANKS = [
	TAB$1,
	LF$1,
	CR$1,
	SPACE$1,
	BACKSLASH
];
/** What they are in a JSON string after a backslash: `n`, `r`, `t`. */
const ESCAPED = [
	110,
	114,
	116
];
const IS_BLANK = Uint8Array.from({ length: 256 }, (_, byte) => BLANKS.includes(byte) ? 1 : 0);
/** The alphabet for URLs writes these for `+` and `/`. */
const PLAIN = /* @__PURE__ */ new Map([[45, 43], [95, 47]]);
/** The digits to look for, in the plain alphabet. */
var WrappedPatterns = class {
	automaton;
	/** Class of each byte, the same for a digit of either alphabet. */
	classes;
	/** Digits of the longest pattern. */
	longest;
	patterns;
	constructor(patterns) {
		this.patterns = patterns;
		this.automaton = automatonOf(patterns);
		this.classes = this.automaton.classes.slice();
		for (const [url, plain] of PLAIN) this.classes[url] = this.automaton.classes[plain] ?? 0;
		this.longest = patterns.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
	}
	/** The most bytes that one pattern may take up. */
	get reach() {
		return this.longest * 65;
	}
	/** Two bytes with which a pattern may begin, as `first × 256 + second`. */
	*pairs() {
		for (const { bytes } of this.patterns) {
			const seconds = [...written(bytes[1] ?? 0), ...BLANKS];
			for (const first of written(bytes[0] ?? 0)) for (const second of seconds) yield first * 256 + second;
		}
	}
};
/** A digit in both alphabets. */
function written(digit) {
	return [digit, ...[...PLAIN].flatMap(([url, plain]) => plain === digit ? [url] : [])];
}
/** The first bytes of digits, in whatever lines; of the blanks but one, and a digit that the alphabets write differently as the plain one. */
function* headsOfDigits(digits, length, head = []) {
	const [next] = digits;
	if (head.length === length || next === void 0) {
		yield head;
		return;
	}
	yield* headsOfDigits(digits.subarray(1), length, [...head, next]);
	if (head.length === 0) return;
	const blanks = head.at(-1) === BACKSLASH ? [
		SPACE$1,
		BACKSLASH,
		...ESCAPED
	] : [SPACE$1, BACKSLASH];
	for (const blank of blanks) yield* headsOfDigits(digits, length, [...head, blank]);
}
/** Finds sequences of digits (base64) of either alphabet in a stream, whatever lines they are broken into. */
var Unwrapping = class {
	/** Where the earliest beginning of what may still become a match lies; Infinity when there is none. */
	pending = Number.POSITIVE_INFINITY;
	/** Where the longest match that ended with the last byte began; undefined when none did. */
	begin;
	/** Its owner. */
	owner = 0;
	patterns;
	/** Where the last digits stood. */
	places;
	state = 0;
	digits = 0;
	blanks = 0;
	afterBackslash = false;
	constructor(patterns) {
		this.patterns = patterns;
		this.places = new Float64Array(patterns.longest);
	}
	/** Nothing was read but a digit that may be the first one. */
	get idle() {
		return (this.patterns.automaton.depth[this.state] ?? 0) <= 1 && this.blanks === 0;
	}
	/** Begins again with a byte. */
	restart(byte, position) {
		this.state = 0;
		this.step(byte, position);
	}
	/** Takes the next byte. @param position of it, from the start of the stream */
	step(byte, position) {
		this.begin = void 0;
		if (this.state !== 0 && this.isBlank(byte)) return;
		this.blanks = 0;
		this.afterBackslash = false;
		const { classes, automaton } = this.patterns;
		this.state = automaton.next[this.state * automaton.classCount + (classes[byte] ?? 0)] ?? 0;
		if (this.state === 0) {
			this.pending = Number.POSITIVE_INFINITY;
			return;
		}
		this.places[this.digits++ % this.places.length] = position;
		this.pending = this.placeOf(automaton.depth[this.state] ?? 0);
		const length = automaton.length[this.state] ?? 0;
		if (length === 0) return;
		this.begin = this.placeOf(length);
		this.owner = automaton.owner[this.state] ?? 0;
	}
	/** Whether a byte merely stands between two digits. */
	isBlank(byte) {
		const blank = IS_BLANK[byte] === 1 || this.afterBackslash && ESCAPED.includes(byte);
		this.afterBackslash = byte === BACKSLASH;
		if (blank) this.blanks++;
		if (this.blanks > MOST_BLANKS) this.state = 0;
		return blank && this.state !== 0;
	}
	/** Where the digit stands from which the last ones are so many. */
	placeOf(count) {
		return this.places[(this.digits - count) % this.places.length] ?? 0;
	}
};

// src/redact/redact-beginnings.ts
const TABLE_BITS = 20;
/** A prime that spreads its multiples over 32 bits. */
const SPREAD = 2654435761;
const [TAB, LF, CR, SPACE] = [
	9,
	10,
	13,
	32
];
/** One byte for all that may stand for one another: letters of either case, blanks, digits of either alphabet of base64. */
const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) => {
	if (byte >= 65 && byte <= 90) return byte + 32;
	if (byte === TAB || byte === LF || byte === CR) return SPACE;
	if (byte === 45) return 43;
	return byte === 95 ? 47 : byte;
});
/** So many bytes of a beginning are looked at. */
const HEAD = 4;
/** A filter that passes over most bytes of a log: whether anything may begin with these four. It may say yes where nothing does. */
var Beginnings = class {
	/** By `first × 256 + second`; in a row of its own, which is empty, what has no byte before it. */
	pairs = /* @__PURE__ */ new Uint8Array(65792);
	heads = new Uint8Array(1 << TABLE_BITS);
	constructor({ literals, digits, vocabulary }, pairs) {
		for (const pair of pairs) this.pairs[pair] = 1;
		for (const { bytes } of literals) this.enter([...bytes.subarray(0, 4)]);
		for (const { bytes } of digits) for (const head of headsOfDigits(bytes, 4)) this.enter(head);
		for (const head of vocabulary.heads(4)) this.enter(head);
	}
	/** 1 where anything may begin with a byte. */
	begins(first) {
		return this.pairs.subarray(first * 256, first * 256 + 256).includes(1) ? 1 : 0;
	}
	/** Whether anything may begin with the byte before `at`. @param before that byte */
	mayBegin(before, bytes, at) {
		if (at + 2 >= bytes.length) return true;
		return this.heads[placeOf(before, bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0)] === 1;
	}
	enter([a = 0, b = 0, c = 0, d = 0]) {
		this.pairs[a * 256 + b] = 1;
		this.heads[placeOf(a, b, c, d)] = 1;
	}
};
function placeOf(a, b, c, d) {
	const four = (FOLDED[a] ?? 0) | (FOLDED[b] ?? 0) << 8 | (FOLDED[c] ?? 0) << 16 | (FOLDED[d] ?? 0) << 24;
	return Math.imul(four, SPREAD) >>> 12;
}

// src/redact/redact-words.ts
/** Shared, since characters are written in the same ways whichever words they stand in. */
const LETTERS = new Letters();
/** The place at which the first letters of all words are read at once, so that they are not read word by word. */
const TRUNK = 0;
/** The words as a table. A place is a letter of a word, or the end of one; the words stand one after another, behind the trunk. */
var Vocabulary = class {
	/** By place: the node at which the letter begins, 0 at the end of a word. */
	roots;
	/** By place: the word's owner. */
	owners;
	letters = LETTERS;
	/** Whether a word may begin with two bytes, by `first × 256 + second`: most bytes of a log are passed over by this alone. */
	pairs = /* @__PURE__ */ new Uint8Array(65536);
	/** The most bytes that one word may take up. */
	reach;
	/** By first letter: the places behind it. */
	seconds = /* @__PURE__ */ new Map();
	behind = /* @__PURE__ */ new Map();
	constructor(words) {
		const [roots, owners] = [[0], [0]];
		for (const { letters, owner } of words) {
			const numbers = letters.map((letter) => this.letters.numberOf(letter));
			const first = numbers[0] ?? 0;
			this.seconds.set(first, [...this.seconds.get(first) ?? [], roots.length + 1]);
			roots.push(...numbers.map((letter) => this.letters.rootOf(letter)), 0);
			owners.push(...numbers.map(() => owner), owner);
		}
		roots[0] = this.letters.rootOfAll([...this.seconds.keys()]);
		this.reach = words.reduce((most, { letters }) => Math.max(most, this.lengthOf(letters)), 0);
		this.roots = roots;
		this.owners = owners;
		for (const [first = 0, second = 0] of this.heads(2)) this.pairs[first * 256 + second] = 1;
	}
	/** The pairs that a word may begin with. */
	*pairNumbers() {
		for (let at = this.pairs.indexOf(1); at >= 0; at = this.pairs.indexOf(1, at + 1)) yield at;
	}
	/** The first bytes of all words, in every spelling. */
	*heads(length) {
		yield* this.headsFrom(0, this.roots[0] ?? 0, {
			length,
			head: []
		});
	}
	/** The places behind the trunk, where it was read up to a node. */
	placesBehind(node) {
		const known = this.behind.get(node);
		if (known) return known;
		const places = this.letters.endsAt(node).flatMap((letter) => this.seconds.get(letter) ?? []);
		this.behind.set(node, places);
		return places;
	}
	*headsFrom(place, node, { length, head }) {
		const { letters, roots } = this;
		for (const byte of letters.bytesFrom(node)) {
			const longer = {
				length,
				head: [...head, byte]
			};
			if (longer.head.length === length) {
				yield longer.head;
				continue;
			}
			const next = letters.next(node, byte);
			if (letters.goesOn(next)) yield* this.headsFrom(place, next, longer);
			if (letters.endsAt(next).length === 0) continue;
			for (const after of place === 0 ? this.placesBehind(next) : [place + 1]) {
				const root = roots[after] ?? 0;
				if (root !== 0) yield* this.headsFrom(after, root, longer);
				else yield longer.head;
			}
		}
	}
	/** In bytes, in the longest spelling of each. */
	lengthOf(letters) {
		return letters.reduce((sum, letter) => sum + this.letters.longest(letter), 0);
	}
};

// src/redact/redact-patterns.ts
/** @param values of the secrets, which own what is found of them by their index */
function patternsOf(values) {
	const forms = values.map(formsOf);
	const owned = (bytes, owner) => bytes.map((one) => ({
		bytes: one,
		owner
	}));
	const literals = forms.flatMap((one, owner) => owned(one.literals, owner));
	const strings = forms.flatMap((one, owner) => owned(one.digits, owner));
	const digits = new WrappedPatterns(strings);
	const vocabulary = new Vocabulary(forms.flatMap((one, owner) => one.words.map((letters) => ({
		letters,
		owner
	}))));
	const beginnings = new Beginnings({
		literals,
		digits: strings,
		vocabulary
	}, [...digits.pairs(), ...vocabulary.pairNumbers()]);
	const firsts = Uint8Array.from({ length: 256 }, (_, first) => beginnings.begins(first));
	const longest = literals.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
	const reach = Math.max(longest, digits.reach, vocabulary.reach);
	return {
		automaton: automatonOf(literals),
		digits,
		vocabulary,
		beginnings,
		firsts,
		reach
	};
}

// src/redact/pattern-labels.ts
/** Values of so many bytes in all are known again. */
const ROOM = 4194304;
const encoder$1 = new TextEncoder();
/**
* What stands for secrets in one text, or in several that are compared. What is judged without them must not look equal where it is
* not: so each other value of a rule has a number.
*/
var PatternLabels = class {
	known = /* @__PURE__ */ new Map();
	counts = /* @__PURE__ */ new Map();
	room = ROOM;
	of(rule, secret) {
		const key = `${rule} ${Buffer.from(secret.buffer, secret.byteOffset, secret.length).toString("latin1")}`;
		const known = this.known.get(key);
		if (known) return known;
		const count = (this.counts.get(rule) ?? 0) + 1;
		this.counts.set(rule, count);
		const label = encoder$1.encode(`[REDACTED:${rule}${count === 1 ? "" : ` ${count}`}]`);
		this.room -= key.length;
		if (this.room > 0) this.known.set(key, label);
		return label;
	}
};

// src/redact/held-bytes.ts
/** The last bytes of a stream, which may yet belong to a secret. What is released of them is never written over. */
var HeldBytes = class {
	/** Those that are held, at the end of what was last returned. */
	bytes = /* @__PURE__ */ new Uint8Array();
	/** Where they lie, with room behind them: else a piece of a few bytes would cost a copy of all. */
	memory = /* @__PURE__ */ new Uint8Array();
	/** @returns what is held, with a piece behind it */
	with(piece) {
		const { bytes } = this;
		if (bytes.length === 0) return piece;
		const length = bytes.length + piece.length;
		if (bytes.buffer !== this.memory.buffer || bytes.byteOffset + length > this.memory.length) {
			this.memory = new Uint8Array(2 * length);
			this.memory.set(bytes);
			this.bytes = this.memory.subarray(0, bytes.length);
		}
		const start = this.bytes.byteOffset;
		this.memory.set(piece, start + bytes.length);
		return this.memory.subarray(start, start + length);
	}
	/** @param rest the last bytes of what was returned; a piece's own memory is used again for the next one */
	keep(rest) {
		this.bytes = rest.buffer === this.memory.buffer ? rest : new Uint8Array(rest);
	}
};

// src/redact/redact-reading.ts
/**
* Reads bytes and finds words, in whichever spelling: all ways to read what came so far are followed at once, each by its place
* and node, with the earliest beginning that leads there. There are never more of them than places times nodes.
*/
var Reading = class {
	/** Where the earliest beginning of what may still become a word lies; Infinity when there is none. */
	pending = Number.POSITIVE_INFINITY;
	/** Where the longest word that ended with the last byte began; undefined when none did. */
	begin;
	/** Its owner. */
	owner = 0;
	words;
	ways = /* @__PURE__ */ new Map();
	spare = /* @__PURE__ */ new Map();
	constructor(words) {
		this.words = words;
	}
	/** Whether the next byte means anything to what was read so far. */
	get busy() {
		return this.ways.size > 0 || this.begin !== void 0;
	}
	/**
	* Takes the next byte. While nothing is being read, bytes may be left out up to a pair that a word may begin with.
	* @param last the byte before it; `position` of the byte, from the start of the stream
	*/
	step(byte, last, position) {
		const { words, ways } = this;
		const { length } = words.roots;
		this.ways = this.spare;
		this.spare = ways;
		this.pending = Number.POSITIVE_INFINITY;
		this.begin = void 0;
		for (const [way, begin] of ways) this.follow(way % length, Math.floor(way / length), byte, begin);
		ways.clear();
		if (words.pairs[last * 256 + byte] === 1) this.enter(last, byte, position - 1);
	}
	enter(first, second, begin) {
		const { letters, roots } = this.words;
		const node = letters.next(roots[0] ?? 0, first);
		this.follow(0, node, second, begin);
		for (const place of this.words.placesBehind(node)) this.follow(place, roots[place] ?? 0, second, begin);
	}
	follow(place, node, byte, begin) {
		const { letters } = this.words;
		const next = letters.next(node, byte);
		if (next === 0) return;
		if (letters.goesOn(next)) this.keep(place, next, begin);
		if (letters.endsAt(next).length === 0) return;
		if (place !== 0) this.pass(place + 1, begin);
		else for (const after of this.words.placesBehind(next)) this.pass(after, begin);
	}
	/** Comes to a place, which is the end of a word or begins a letter. */
	pass(place, begin) {
		const root = this.words.roots[place] ?? 0;
		if (root !== 0) this.keep(place, root, begin);
		else if (this.begin === void 0 || begin < this.begin) {
			this.begin = begin;
			this.owner = this.words.owners[place] ?? 0;
		}
	}
	keep(place, node, begin) {
		const way = node * this.words.roots.length + place;
		this.ways.set(way, Math.min(begin, this.ways.get(way) ?? begin));
		this.pending = Math.min(this.pending, begin);
	}
};

// src/redact/redact-stream.ts
/** Of one rule more places than this are counted, not listed. */
const MAX_HITS = 100;
/** The first places of each rule, and how many there were. */
var HitList = class {
	hits = [];
	count = 0;
	/** One of them must not be published, whatever is left of it. */
	harms = false;
	byRule = /* @__PURE__ */ new Map();
	add(hit) {
		const key = `${hit.rule} ${hit.example ?? ""} ${hit.allowed ?? ""}`;
		const before = this.byRule.get(key) ?? 0;
		this.byRule.set(key, before + 1);
		if (before < 100) this.hits.push(hit);
		if (!hit.allowed) this.count++;
		if (hit.by === "pattern" && !hit.allowed && !hit.example && isHarmful(hit.rule)) this.harms = true;
	}
};
/** Counts lines, and characters since the last one: a character begins with every byte that does not continue one. */
var Place = class {
	line = 1;
	column = 1;
	now() {
		return {
			line: this.line,
			column: this.column
		};
	}
	pass(bytes) {
		let start = 0;
		for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, start)) {
			this.line++;
			this.column = 1;
			start = at + 1;
		}
		for (let i = start; i < bytes.length; i++) if (((bytes[i] ?? 0) & 192) !== 128) this.column++;
		return bytes;
	}
};
/** What stands before the first byte: nothing begins with it. */
const NONE = 256;
const NOTHING$2 = /* @__PURE__ */ new Uint8Array();
/** Without secrets everything passes. */
var Passage = class {
	hits = [];
	count = 0;
	harms = false;
	push(bytes) {
		return bytes;
	}
	end() {
		return NOTHING$2;
	}
};
/** Finds secrets in a stream. */
var Search = class {
	/** How many bytes there were. */
	position = 0;
	/** A match that may still grow. */
	stretch;
	patterns;
	automaton;
	reading;
	unwrapping;
	state = 0;
	last = NONE;
	/** Of nothing more than the last byte may have begun. */
	idle = true;
	constructor(patterns) {
		this.patterns = patterns;
		this.automaton = patterns.automaton;
		this.reading = new Reading(patterns.vocabulary);
		this.unwrapping = new Unwrapping(patterns.digits);
	}
	/** Where the earliest beginning of what may still become a match lies; `position` when there is none. */
	get pending() {
		const last = this.patterns.firsts[this.last] === 1 ? this.position - 1 : this.position;
		if (this.idle) return last;
		const read = this.position - (this.automaton.depth[this.state] ?? 0);
		return Math.min(last, read, this.reading.pending, this.unwrapping.pending);
	}
	/** Looks at each byte. @returns the stretches that can't grow any more, in order. */
	take(bytes) {
		const finished = [];
		for (let at = 0; at < bytes.length; at++) {
			if (this.idle) {
				at = this.passOver(bytes, at);
				if (at === bytes.length) break;
				this.begin(this.position + at - 1);
			}
			const ended = this.step(bytes[at] ?? 0, this.position + at);
			if (ended) finished.push(ended);
		}
		this.position += bytes.length;
		return finished;
	}
	/** @returns the first byte, from `start` on, that may be the second one of a match; the length when there is none. */
	passOver(bytes, start) {
		const { beginnings } = this.patterns;
		let at = start;
		while (at < bytes.length) {
			at = nextPair(beginnings.pairs, bytes, at, this.last);
			if (at > start) this.last = bytes[at - 1] ?? 0;
			if (at === bytes.length || beginnings.mayBegin(this.last, bytes, at)) break;
			this.last = bytes[at++] ?? 0;
		}
		return at;
	}
	/** With the last byte, which stands at `position`, something may have begun. */
	begin(position) {
		this.idle = false;
		this.state = this.automaton.next[this.automaton.classes[this.last] ?? 0] ?? 0;
		this.unwrapping.restart(this.last, position);
	}
	/** Takes the next byte. @returns the stretch that can't grow any more since then */
	step(byte, position) {
		const { automaton, reading, unwrapping, patterns, last } = this;
		const state = automaton.next[this.state * automaton.classCount + (automaton.classes[byte] ?? 0)] ?? 0;
		this.state = state;
		if (reading.busy || patterns.vocabulary.pairs[last * 256 + byte] === 1) reading.step(byte, last, position);
		unwrapping.step(byte, position);
		this.last = byte;
		const [depth, found] = [automaton.depth[state] ?? 0, automaton.length[state] ?? 0];
		if (found === 0 && !this.stretch && reading.begin === void 0 && unwrapping.begin === void 0) {
			this.idle = depth <= 1 && !reading.busy && unwrapping.idle;
			return;
		}
		return this.matched(position + 1, depth, found);
	}
	matched(end, depth, found) {
		const { reading, unwrapping, automaton, state } = this;
		const begun = Math.min(reading.pending, reading.begin ?? end, unwrapping.pending, unwrapping.begin ?? end);
		const pending = Math.min(end - depth, begun);
		const finished = this.stretch && pending >= this.stretch.end ? this.stretch : void 0;
		if (finished) this.stretch = void 0;
		if (found > 0) this.grow({
			start: end - found,
			end,
			longest: found,
			owner: automaton.owner[state] ?? 0
		});
		for (const { begin, owner } of [reading, unwrapping]) if (begin !== void 0) this.grow({
			start: begin,
			end,
			longest: end - begin,
			owner
		});
		return finished;
	}
	/** Two stretches that overlap are one. */
	grow(match) {
		const { stretch } = this;
		if (!stretch) {
			this.stretch = match;
			return;
		}
		const longer = match.longest > stretch.longest ? match : stretch;
		this.stretch = {
			start: Math.min(stretch.start, match.start),
			end: match.end,
			longest: longer.longest,
			owner: longer.owner
		};
	}
};
/** Most bytes of a log are passed over here: a small loop over two arrays, which engines compile well. */
function nextPair(pairs, bytes, start, before) {
	let at = start;
	for (let last = before; at < bytes.length; at++) {
		const byte = bytes[at];
		if (pairs[last * 256 + byte] !== 0) break;
		last = byte;
	}
	return at;
}
var Redaction = class {
	harms = false;
	list = new HitList();
	place = new Place();
	search;
	labels;
	/** The last bytes, which may yet belong to a secret. */
	held = new HeldBytes();
	constructor(patterns, labels) {
		this.search = new Search(patterns);
		this.labels = labels;
	}
	get hits() {
		return this.list.hits;
	}
	get count() {
		return this.list.count;
	}
	push(bytes) {
		const { search } = this;
		const base = search.position - this.held.bytes.length;
		const window = this.held.with(bytes);
		const out = [];
		let done = base;
		for (const stretch of search.take(bytes)) {
			out.push(this.place.pass(window.subarray(done - base, Math.max(done, stretch.start) - base)), this.replaced(stretch));
			done = stretch.end;
		}
		const { pending, stretch, position } = search;
		const safe = Math.max(done, Math.min(pending, stretch?.start ?? position));
		out.push(this.place.pass(window.subarray(done - base, safe - base)));
		const kept = Math.max(safe, Math.min(stretch?.end ?? safe, pending));
		this.held.keep(window.subarray(kept - base));
		return joined(out);
	}
	end() {
		const { search } = this;
		const held = this.held.bytes;
		const { stretch } = search;
		const base = search.position - held.length;
		const out = stretch ? [this.place.pass(held.subarray(0, Math.max(0, stretch.start - base))), this.replaced(stretch)] : [];
		out.push(this.place.pass(held.subarray(Math.max(0, (stretch?.end ?? base) - base))));
		search.stretch = void 0;
		this.held.keep(NOTHING$2);
		return joined(out);
	}
	replaced({ owner }) {
		const { names, bytes } = this.labels;
		this.list.add({
			rule: names[owner] ?? "",
			by: "value",
			...this.place.now()
		});
		return this.place.pass(bytes[owner] ?? NOTHING$2);
	}
};
/**
* What of some bytes holds no piece of a secret that is cut at their ends. @param from the first that is wanted: those before it
* are only looked at
*/
function wholeIn(patterns, bytes, from) {
	const search = new Search(patterns);
	const stretches = search.take(bytes);
	if (search.stretch) stretches.push(search.stretch);
	const across = stretches.find(({ start, end }) => start < from && end > from);
	const begun = bytes.length - search.pending >= 8 ? search.pending : bytes.length;
	const end = search.stretch ? Math.max(begun, search.stretch.end) : begun;
	const start = across?.end ?? from;
	return {
		from: start,
		to: Math.max(start, end)
	};
}
/** Whoever reads uses the same memory for the next piece, and `slice` of a Buffer copies nothing. */
function copied(bytes) {
	return new Uint8Array(bytes);
}
function joined(parts) {
	const filled = parts.filter((part) => part.length > 0);
	if (filled.length <= 1) return filled[0] ?? NOTHING$2;
	const whole = new Uint8Array(filled.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of filled) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

// src/redact/pattern-stream.ts
/** Of a text of which more than these units of looks were spent, the rest is not searched: so many for any, and so many a byte. */
const AT_ONCE = 8e3;
const A_BYTE = 1 / 64;
/** So many bytes of a word cost one unit more. */
const A_UNIT = 1024;
const BLANK = 32;
/** Candidates so near to each other look at the same text. */
const NEAR = {
	plain: 512,
	escaped: 1024,
	wide: 1024,
	base64: 1024
};
const NOTHING$1 = /* @__PURE__ */ new Uint8Array();
/** Recognises secrets by their form in a stream, and takes them out. Positions count from its start. */
var PatternRedaction = class {
	list = new HitList();
	place = new Place();
	labels;
	matching;
	allows;
	/** The last bytes, which may yet belong to a secret, and where they begin. */
	held = new HeldBytes();
	base = 0;
	/** Where keywords are looked for next. */
	scanned = 0;
	undecided = [];
	/** In order; no two overlap. */
	matches = [];
	/** What the looks at candidates have cost. */
	spent = 0;
	/** The end of the word that was looked at last, as far as that was. */
	word = 0;
	/** Where the last candidate was. */
	last = Number.NEGATIVE_INFINITY;
	/** From here on nothing is searched: a text of beginnings alone would take hours. */
	crowded;
	/** What becomes of all that is still to come, once that is so. */
	rest = "none";
	constructor(matching, allows, labels) {
		this.matching = matching;
		this.allows = allows;
		this.labels = labels;
	}
	get hits() {
		return this.list.hits;
	}
	get count() {
		return this.list.count;
	}
	get harms() {
		return this.list.harms;
	}
	push(bytes) {
		if (this.rest !== "none") return this.rest === "kept" ? copied(bytes) : NOTHING$1;
		const window = this.held.with(bytes);
		const end = this.base + window.length;
		const from = this.scanned;
		this.scanned = Math.max(from, end - this.matching.tail);
		this.look(window, from, this.scanned);
		this.decide(window, (candidate) => candidate.at + needOf(candidate) <= end);
		if (this.crowded !== void 0) return this.giveUp(window, this.crowded);
		const begun = this.undecided.reduce((first, candidate) => Math.min(first, candidate.at - reachBackOf(candidate)), this.scanned - MOST_BEFORE);
		return this.release(window, Math.max(this.base, begun));
	}
	end() {
		if (this.rest !== "none") return NOTHING$1;
		const window = this.held.bytes;
		this.look(window, this.scanned, this.base + window.length);
		this.decide(window, () => true);
		if (this.crowded !== void 0) return this.giveUp(window, this.crowded);
		return this.release(window, this.base + window.length);
	}
	/** Keywords that begin before `until`. */
	look(window, from, until) {
		const { base } = this;
		if (this.crowded !== void 0) return;
		const found = this.matching.find(window, from - base).filter(({ at }) => base + at < until);
		for (const { at, keyword } of found.toSorted((a, b) => a.at - b.at)) this.undecided.push({
			at: base + at,
			keyword
		});
	}
	/** Bytes of a word from one on, before `to`. Each byte is looked at once. */
	wordFrom(window, at, to) {
		this.word = Math.max(this.word, at);
		const end = Math.min(to, this.base + window.length);
		while (this.word < end && (window[this.word - this.base] ?? 0) > BLANK) this.word++;
		return Math.min(this.word, end) - at;
	}
	/** What comes before is released as it was searched; all that follows is one finding. */
	giveUp(window, from) {
		const end = this.base + window.length;
		const start = this.matches.reduce((last, match) => Math.max(last, match.end), from);
		const before = this.release(window, start);
		const replaced = this.replaced({
			rule: TOO_MANY_BEGINNINGS,
			kind: "secret",
			start,
			end
		}, this.held.bytes);
		this.rest = this.allows("too-many-beginnings") ? "kept" : "dropped";
		this.held.keep(NOTHING$1);
		return joined([before, replaced]);
	}
	/** One after another, so that what is spent does not depend on where pieces end. */
	decide(window, isCertain) {
		const { base } = this;
		const open = this.undecided.findIndex((candidate) => !isCertain(candidate));
		const certain = open < 0 ? this.undecided : this.undecided.slice(0, open);
		if (certain.length === 0) return;
		this.undecided = open < 0 ? [] : this.undecided.slice(open);
		const found = [];
		for (const { at, keyword } of certain) {
			if (!mayMatchAt(window, {
				at: at - base,
				keyword
			})) continue;
			if (!this.affords(window, {
				at,
				keyword
			})) {
				this.crowded = at;
				this.undecided = [];
				break;
			}
			for (const one of this.matching.matches(window, {
				at: at - base,
				keyword
			})) found.push({
				...one,
				start: one.start + base,
				end: one.end + base
			});
		}
		if (found.length > 0) this.matches = merged([...this.matches, ...found]);
	}
	affords(window, candidate) {
		const { at, keyword } = candidate;
		const { near, apart, word } = keyword.cost;
		this.spent += at - this.last < NEAR[keyword.form.is] ? near : apart;
		const start = at - this.base;
		if (word && mayHoldEscape(window, start - reachBackOf(candidate), start + needOf(candidate))) this.spent += apart;
		if (word && keyword.form.is === "plain") this.spent += this.wordFrom(window, at, at + needOf(candidate)) / A_UNIT;
		this.last = at;
		return this.spent <= AT_ONCE + at * A_BYTE;
	}
	/** What lies before `until`, without the secrets; a match that goes on behind it is kept whole. */
	release(window, until) {
		const safe = this.matches.find(({ start, end }) => start < until && end > until)?.start ?? until;
		const out = [];
		let done = this.base;
		for (const match of this.matches.filter(({ end }) => end <= safe)) {
			out.push(this.place.pass(window.subarray(done - this.base, match.start - this.base)));
			out.push(this.replaced(match, window));
			done = match.end;
		}
		out.push(this.place.pass(window.subarray(done - this.base, safe - this.base)));
		this.matches = this.matches.filter(({ end }) => end > safe);
		this.held.keep(window.subarray(safe - this.base));
		this.base = safe;
		return joined(out);
	}
	replaced({ rule, kind, start, end }, window) {
		const allowed = this.allows(rule);
		this.list.add({
			rule,
			by: "pattern",
			...this.place.now(),
			...kind === "example" && { example: true },
			...allowed && { allowed: true }
		});
		const secret = window.subarray(start - this.base, end - this.base);
		this.place.pass(secret);
		return allowed ? secret : this.labels.of(rule, secret);
	}
};
/** Two matches that overlap are one: what the graver of them is, or else the longer. */
function merged(matches) {
	const apart = [];
	for (const match of matches.toSorted((a, b) => a.start - b.start)) {
		const last = apart.at(-1);
		if (last && match.start < last.end) apart[apart.length - 1] = united(last, match);
		else apart.push(match);
	}
	return apart;
}
function united(a, b) {
	const [first, second] = [gravityOf(a), gravityOf(b)];
	const { rule, kind } = second > first || second === first && b.end - b.start > a.end - a.start ? b : a;
	return {
		rule,
		kind,
		start: Math.min(a.start, b.start),
		end: Math.max(a.end, b.end)
	};
}
/** What lets the evidence fail is graver than what warns, and a doubt is the least. */
function gravityOf({ rule, kind }) {
	if (isDoubtful(rule)) return 0;
	return kind === "secret" && isHarmful(rule) ? 2 : 1;
}
/** What is recognised in some bytes. */
function matchesIn(matching, bytes) {
	return matching.find(bytes, 0).flatMap((candidate) => matching.matches(bytes, candidate));
}
/** So near to the end a token may have been cut. */
const MAY_BE_CUT = 300;
/** What of a window, from one byte on, holds no piece of a secret that is cut at its ends. */
function uncutIn(matching, bytes, { from, to }) {
	const across = matchesIn(matching, bytes).find(({ start, end }) => start < from && end > from);
	const start = Math.max(from, across?.end ?? from);
	const cut = matching.find(bytes.subarray(0, to), Math.max(start, to - MAY_BE_CUT)).find(({ at, keyword }) => keyword.form.is === "plain" && !hasBlank(bytes, at, to) && matching.matches(bytes, {
		at,
		keyword
	}).length === 0 && keyword.rules.some(({ before }) => before === 0) && !keyword.anyCase);
	return {
		from: start,
		to: Math.max(start, cut?.at ?? to)
	};
}
function hasBlank(bytes, from, to) {
	for (let at = from; at < to; at++) if ((bytes[at] ?? 0) <= 32) return true;
	return false;
}

// src/redact/redact-both.ts
/** Takes out what the first stream finds, then what the second finds in the rest. */
var Both = class {
	first;
	second;
	constructor(first, second) {
		this.first = first;
		this.second = second;
	}
	push(bytes) {
		return this.second.push(this.first.push(bytes));
	}
	end() {
		const rest = this.second.push(this.first.end());
		return joined([rest, this.second.end()]);
	}
	get hits() {
		return [...this.first.hits, ...this.second.hits];
	}
	get count() {
		return this.first.count + this.second.count;
	}
	get harms() {
		return this.first.harms || this.second.harms;
	}
};

// src/redact/redact.ts
/** Where only the beginning of a text is wanted, and not all of what was read of it came through, so many bytes more are read. */
const STEP = 256;
const encoder = new TextEncoder();
const NOTHING = /* @__PURE__ */ new Uint8Array();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
/** Bytes before a window in which a secret that is recognised by its form may have begun. */
const PATTERN_REACH = 16384;
const NOTHING_ALLOWED = () => false;
/**
* Replaces the values of secrets, in every encoding a log may show them in, by `[REDACTED:NAME]`, and what is recognised as a secret by
* its form by `[REDACTED:rule]`.
*/
var Redactor = class {
	patterns;
	labels;
	matching;
	/**
	* @param matching recognises other secrets by their form; absent: only these values are looked for
	* @throws RangeError for a value of fewer than 8 characters.
	*/
	constructor(secrets, matching) {
		this.matching = matching;
		const short = secrets.find(({ value }) => value.length < 8);
		if (short) throw new RangeError(`the secret ${short.name} is shorter than ${8} characters and can't be redacted`);
		this.patterns = secrets.length > 0 ? patternsOf(secrets.map(({ value }) => value)) : void 0;
		const names = secrets.map(({ name }) => name);
		this.labels = {
			names,
			bytes: names.map((name) => this.labelOf(name))
		};
	}
	/**
	* The text without secrets, and where they stood.
	* @param most bytes of it that are wanted. They are cut off afterwards: what is left of a secret that was cut is found no more.
	* @param labels where this text is compared with others: what stands for secrets in all of them
	*/
	text(text, most = Number.POSITIVE_INFINITY, allows = NOTHING_ALLOWED, labels = new PatternLabels()) {
		const bytes = this.patterns || this.matching ? encoder.encode(text) : NOTHING;
		if (!this.patterns && !this.matching?.mayMatch(bytes)) return {
			text: beginning(text, most),
			hits: []
		};
		const stream = this.stream(allows, labels);
		const parts = [];
		let [read, got] = [0, 0];
		while (read < bytes.length && got < most) {
			const end = read === 0 ? most : read + STEP;
			const part = stream.push(bytes.subarray(read, end));
			parts.push(part);
			got += part.length;
			read = end;
		}
		if (got < most) parts.push(stream.end());
		return {
			text: beginning(stream.count === 0 && bytes.length <= most ? text : decoder.decode(joined(parts)), most),
			hits: stream.hits
		};
	}
	/** @param allows what is recognised by its form and stays as it is: it is told all the same */
	stream(allows = NOTHING_ALLOWED, labels = new PatternLabels()) {
		const byValue = this.patterns && new Redaction(this.patterns, this.labels);
		const byPattern = this.matching && new PatternRedaction(this.matching, allows, labels);
		if (byValue && byPattern) return new Both(byValue, byPattern);
		return byValue ?? byPattern ?? new Passage();
	}
	/** Bytes without the secrets in them. */
	clean(bytes) {
		const stream = this.stream();
		return joined([stream.push(bytes), stream.end()]);
	}
	/** The most bytes that one secret may take up, in any of its forms. */
	get reach() {
		return Math.max(this.patterns?.reach ?? 0, this.matching ? PATTERN_REACH : 0);
	}
	/**
	* What is left of a window that was cut out of a stream: a piece of a secret, cut at one of its ends, would not be found any more.
	* @param from the first byte that is wanted; of those before it, `reach` are enough to know what ends behind it
	*/
	whole(bytes, from) {
		const whole = this.patterns ? wholeIn(this.patterns, bytes, from) : {
			from,
			to: bytes.length
		};
		return this.matching ? uncutIn(this.matching, bytes, whole) : whole;
	}
	/** What stands for a secret. A label that would itself show one (a secret named like another's value) gives way. */
	labelOf(name) {
		return [`[REDACTED:${name}]`, "[REDACTED]"].map((text) => encoder.encode(text)).find((bytes) => !this.shows(bytes)) ?? encoder.encode("*****");
	}
	shows(bytes) {
		if (!this.patterns) return false;
		const search = new Search(this.patterns);
		return search.take(bytes).length > 0 || search.stretch !== void 0;
	}
};
/** The first bytes of a text; a character that does not fit whole is left out. */
function beginning(text, most) {
	if (text.length * 3 <= most) return text;
	const bytes = encoder.encode(text);
	return bytes.length <= most ? text : new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, most), { stream: true });
}

export { standardMatching as i, HitList as n, PatternLabels as r, Redactor as t };