// The licences of what dist/ holds, each with its text: the package's own, or where it ships none that of the licence it states.
import fs from 'node:fs';
import path from 'node:path';

/** A package as the bundler met it; of a package.json further inside it knows neither licence nor text. */
export interface Bundled {
  readonly name: string | null;
  readonly version: string | null;
  readonly license: string | null;
  readonly licenseText: string | null;
  readonly author: { readonly name?: string | null } | null;
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted,
provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR
CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF
CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS
SOFTWARE.`;

const STANDARD: Readonly<Record<string, (holder: string) => string>> = {
  MIT: (holder) => `MIT License\n\nCopyright (c) ${holder}\n\n${MIT}`,
  ISC: (holder) => `ISC License\n\nCopyright (c) ${holder}\n\n${ISC}`,
  'Apache-2.0': () => fs.readFileSync('node_modules/@protobuf-ts/runtime-rpc/LICENSE', 'utf8').trim(),
};

/** What is no package, and stands in our own sources. */
export const TAKEN: readonly Bundled[] = [
  {
    name: 'the rules of gitleaks',
    version: '8.30.1',
    license: 'MIT',
    licenseText: fs.readFileSync('src/redact/rules/LICENSE', 'utf8'),
    author: null,
  },
];

/** @throws Error for a package without a licence, or with one whose text we don't have: nothing is shipped without */
export function licenses(packages: readonly Bundled[]): string {
  return `${packages.map(section).join('\n\n---\n\n')}\n`;
}

function section({ name, version, license, licenseText, author }: Bundled): string {
  const own = license === null || licenseText === null ? ownOf(name ?? '') : { license, text: licenseText };
  const stated = license ?? own.license;
  const text = licenseText ?? own.text ?? STANDARD[stated ?? '']?.(author?.name ?? `the authors of ${name}`);
  if (stated === undefined || text === undefined) throw new Error(`${name} ${version}: no licence, or no text of it`);
  return `Name: ${name}\nVersion: ${version}\nLicense: ${stated}\nLicense Text:\n===\n\n${text.trim()}`;
}

function ownOf(name: string): { readonly license: string | undefined; readonly text: string | undefined } {
  const folder = path.join('node_modules', name);
  const { license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { license?: string };
  const file = fs.readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  return { license, text: file === undefined ? undefined : fs.readFileSync(path.join(folder, file), 'utf8') };
}
