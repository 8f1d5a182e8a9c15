/**
 * Foreign text (names, messages, excerpts, command lines) made harmless, one function a medium. Whatever such a text says, it
 * stays text: it becomes no mention, link, image, markup, table border, terminal control or workflow command.
 */

const ESC = String.fromCodePoint(0x1b);
const BEL = String.fromCodePoint(0x07);
const CSI = String.fromCodePoint(0x9b);
/** Zero width space: between two characters it stops what they would mean together. */
const BREAK = '\u200b';

/** ANSI sequences as a whole, so that no `[31m` is left of them: colours and cursor (CSI), titles and links (OSC … BEL or ST). */
const ANSI = new RegExp(
  [`(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]`, `${ESC}[\\]P_^X][^${ESC}${BEL}]*(?:${BEL}|${ESC}\\\\)`, `${ESC}[@-Z\\\\^_a-z]`].join('|'),
  'g',
);
const SPACES = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /\p{Cc}/gu;
const LONE_SURROGATES = /\p{Cs}/gu;
/** Characters without a shape: direction marks and overrides, zero widths, tags. With them text reads otherwise than it is. */
const INVISIBLE = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;

/** One line of visible text: no controls, no ANSI sequences, no invisible characters; line breaks and tabs become a space. */
export function plain(text: string): string {
  return text
    .replaceAll(ANSI, '')
    .replaceAll(SPACES, ' ')
    .replaceAll(CONTROLS, '')
    .replaceAll(LONE_SURROGATES, '\ufffd')
    .replaceAll(INVISIBLE, '');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '|': '&#124;',
  $: '&#36;',
};

function entities(text: string, characters: RegExp): string {
  return text.replaceAll(characters, (character) => ENTITIES[character] ?? '');
}

/** For HTML: element content and quoted attribute values. */
export function html(text: string): string {
  return entities(plain(text), /[&<>"']/g);
}

/** For GitHub's markdown, anywhere inside a line: paragraph, list item, table cell. */
export function markdown(text: string): string {
  return entities(unlinked(plain(text).trim()), /[&<>|$]/g).replaceAll(/[\\`*_[\]~]/g, String.raw`\$&`);
}

/** Broken where GitHub would make a link or a mention of it: `@name`, `#12`, `GH-12`, addresses of pages and of people. */
function unlinked(text: string): string {
  return text
    .replaceAll('@', `@${BREAK}`)
    .replaceAll(/#(?=\d)|GH-(?=\d)/gi, `$&${BREAK}`)
    .replaceAll('://', `:${BREAK}//`)
    .replaceAll(/www\./gi, `www${BREAK}.`)
    .replaceAll(/(mailto|xmpp):/gi, `$1${BREAK}:`);
}

/** For GitHub's markdown where the text begins a line or a list item, so that it is no heading, list, rule or number there. */
export function markdownStart(text: string): string {
  return markdown(text)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
    .replace(/^[#+=-]/, String.raw`\$&`);
}

/**
 * For GitHub's markdown as a code span, exactly as it is, to be copied: command lines, paths, hashes. Not for table cells, where
 * a `|` ends the cell even inside a code span.
 */
export function markdownCode(text: string): string {
  const content = plain(text).trim();
  if (content === '') return '';
  const longest = Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = longest > 0 ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

const WORKFLOW_COMMANDS =
  /::(?=(?:error|warning|notice|debug|group|endgroup|echo|stop-commands|(?:add|remove)-(?:mask|matcher|path)|set-(?:output|env)|save-state)(?:::|\s))/gi;

/** For a terminal or a log that GitHub's runner reads, anywhere in a line. */
export function terminal(text: string): string {
  return plain(text)
    .replaceAll('##[', '## [')
    .replaceAll(WORKFLOW_COMMANDS, ': :')
    .replace(/^(\s*):(?=:)/, '$1: ');
}
