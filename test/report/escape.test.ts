import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  commandData,
  commandProperty,
  html,
  label,
  labelLines,
  log,
  markdown,
  markdownCode,
  markdownLink,
  markdownStart,
  mermaid,
  plain,
  plainLines,
  terminal,
} from '../../src/report/escape.ts';

const ESC = '\u001b';
/** Pieces of attacks, so that random texts are made of what hurts. */
const MARKDOWN = [
  '@',
  '@octocat',
  '#1',
  'GH-12',
  '|',
  '||',
  '\\',
  '\\|',
  '`',
  '``',
  '![',
  '](',
  '](http://x)',
  '[a](b)',
  '<img src=x>',
  '*',
  '_',
];
const ADDRESSES = ['https://evil.example', 'www.evil.example', 'mailto:', 'a@b.example', '~~', '$', '&', '&amp;', '"', "'", '- ', '# '];
const CONTROLS = ['\n', '\r\n', '\t', '\u0000', `${ESC}[31m`, `${ESC}]8;;http://x\u0007`, ESC, '\u009b31m', '\u0085', '\u2028', '\u007f'];
const HIDDEN = ['\u202e', '\u2066', '\u200b', '\ufeff', '\u{e0041}', '\ud800', '\udc00'];
const COMMANDS = ['::error::x', '::stop-commands::t', '##[error]', '##', '[', ' ', 'word'];
const PIECES = [MARKDOWN, ADDRESSES, CONTROLS, HIDDEN, COMMANDS].flat();
const attack = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary' })), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** What acts on a screen or hides: controls, marks of direction, half characters. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\ufeff]/u;

/** What is left when the escapes of markdown are taken away with the characters that they escape. */
function unescaped(text: string): string {
  return text.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
}

describe('plain', () => {
  test('takes away colours, links and titles of a terminal as a whole', () => {
    expect(plain(`${ESC}[1;31mred${ESC}[0m ${ESC}]8;;http://x${ESC}\\link${ESC}]8;;\u0007 \u009b2Jclear`)).toBe('red link clear');
  });
  test('makes one line of several, and keeps every language', () => {
    expect(plain('a\r\nb\tc\u2028d')).toBe('a b c d');
    expect(plain('Prüfung 检查 הבדיקה 👩‍🚀')).toBe('Prüfung 检查 הבדיקה 👩‍🚀');
  });
  test('shows the real order of characters', () => {
    expect(plain('abc\u202efdp.exe')).toBe('abcfdp.exe');
  });
  test('any text: nothing that acts or hides is left', () => {
    fc.assert(
      fc.property(attack, (text) => {
        expect(plain(text)).not.toMatch(INVISIBLE);
      }),
    );
  });
});

describe('markdown', () => {
  test('any text stays a text inside one table cell', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const cell = markdown(text);
        expect(cell).not.toMatch(INVISIBLE);
        expect(cell).not.toMatch(/[|<>]/);
        expect(cell).not.toMatch(/@[A-Za-z0-9]/);
        expect(cell.replaceAll(/&#(?:124|36);/g, '')).not.toMatch(/#\d|GH-\d/i);
        expect(cell).not.toMatch(/:\/\/|www\.|mailto:/i);
        expect(unescaped(cell)).not.toMatch(/[[\]`*_~\\]/);
        expect(cell).not.toMatch(/&(?!amp;|lt;|gt;|#124;|#36;)/);
      }),
      { numRuns: 2000 },
    );
  });
  test('a cell never swallows the border after it', () => {
    fc.assert(
      fc.property(attack, (text) => {
        expect(unescaped(`${markdown(text)} |`)).toMatch(/ \|$/);
      }),
    );
  });
  test('leaves ordinary words readable', () => {
    expect(markdown('GET /healthz = 200, 2,160 of 2,160')).toBe('GET /healthz = 200, 2,160 of 2,160');
    expect(markdown('p95Ms < 200.0')).toBe('p95Ms &lt; 200.0');
  });
  test('begins no heading, list, rule or numbered item', () => {
    expect(['# a', '- a', '+ a', '--- a', '=== a', '1. a', '12) a', '> a', '* a'].map(markdownStart)).toEqual([
      String.raw`\# a`,
      String.raw`\- a`,
      String.raw`\+ a`,
      String.raw`\--- a`,
      String.raw`\=== a`,
      String.raw`1\. a`,
      String.raw`12\) a`,
      '&gt; a',
      String.raw`\* a`,
    ]);
  });
});

describe('markdownCode', () => {
  test('keeps a command line exactly, whatever backticks it has', () => {
    expect(markdownCode('npm i @scope/a && echo `date` | tee <x>')).toBe('`` npm i @scope/a && echo `date` | tee <x> ``');
    expect(markdownCode('')).toBe('');
  });
  test('any text: the fence is longer than every run of backticks inside', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const span = markdownCode(text);
        expect(span).not.toMatch(INVISIBLE);
        const fence = /^`*/.exec(span)?.[0].length ?? 0;
        const inner = span.slice(fence, span.length - fence);
        expect(inner.match(/`+/g)?.some((run) => run.length >= fence) ?? false).toBe(false);
      }),
    );
  });
});

describe('html', () => {
  test('any text stays text, in content and in quoted attributes', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const escaped = html(text);
        expect(escaped).not.toMatch(INVISIBLE);
        expect(escaped).not.toMatch(/[<>"']/);
        expect(escaped).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;)/);
      }),
    );
  });
});

describe('terminal', () => {
  test('any text is no control and no workflow command', () => {
    fc.assert(
      fc.property(attack, (text) => {
        const line = terminal(text);
        expect(line).not.toMatch(INVISIBLE);
        expect(line).not.toContain('##[');
        expect(line).not.toMatch(/^\s*::/);
        expect(line).not.toMatch(/::(?:error|warning|stop-commands)(?:::|\s)/i);
      }),
      { numRuns: 2000 },
    );
  });
  test('leaves names with colons as they are', () => {
    expect(terminal('suite::name and core::fmt::Debug')).toBe('suite::name and core::fmt::Debug');
  });
  test('breaks commands wherever they stand, for a line may be wrapped there', () => {
    expect(terminal('x ::error file=a::boo ###[group]')).toBe('x : :error file=a::boo ### [group]');
  });
});

describe('markdownLink', () => {
  test('links addresses of http and https', () => {
    expect(markdownLink('a [b]', 'https://github.com/o/r/actions/runs/7#x')).toBe(
      String.raw`[a \[b\]](https://github.com/o/r/actions/runs/7#x)`,
    );
    expect(markdownLink('a', 'http://127.0.0.1:7000/x?y=[z]')).toBe('[a](http://127.0.0.1:7000/x?y=%5Bz%5D)');
  });
  test.each([
    'javascript:alert(1)',
    'javascript://x/%0aalert',
    'data://x',
    ' https://x',
    'https://x y',
    'https://x)',
    'https://x"onclick',
    'https://x\n',
    '//x',
    'https://x<y>',
    String.raw`https://x\y`,
    '',
  ])('%j gives the words alone', (address) => {
    expect(markdownLink('a', address)).toBe('a');
  });
});

describe('texts that are shown as they are', () => {
  test('keep their lines, each of them visible', () => {
    expect(plainLines(`a\r\n  b${ESC}[31m\u202e\rc\u2028d`)).toBe('a\n  b\nc\nd');
    expect(labelLines(' @a\n#1 ')).toBe('@\u200ba\n#\u200b1');
    expect(label('@a\n:x: 12:30:45 core::fmt::Debug')).toBe('@\u200ba :\u200bx: 12:30:45 core::\u200bfmt::Debug');
  });
});

describe('log', () => {
  test('any text: no command anywhere, also where a comparison skips what has no shape', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(attack, fc.constantFrom(':', '#', '[', '\u200d', '\ufe0f', '\u034f', '\u3164'))), (parts) => {
        const line = log(parts.join(''));
        expect(line).not.toMatch(INVISIBLE);
        expect(line.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')).not.toMatch(/::|##\[/);
      }),
      { numRuns: 1000 },
    );
  });
  test('escapes of commands are those of the toolkit', () => {
    expect(commandData('a%b\r\nc:d,e')).toBe('a%25b%0D%0Ac:d,e');
    expect(commandProperty('a%b\r\nc:d,e')).toBe('a%25b%0D%0Ac%3Ad%2Ce');
  });
});

describe('mermaid', () => {
  test('any text is letters, digits, spaces and codes', () => {
    fc.assert(
      fc.property(attack, (text) => {
        expect(mermaid(text)).toMatch(/^(?:[\p{L}\p{M}\p{N} ]|#\d+;)*$/u);
      }),
    );
    expect(mermaid('health-30m 检查 "x"')).toBe('health#45;30m 检查 #34;x#34;');
  });
});
