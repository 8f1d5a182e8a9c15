import { describe, expect, it } from 'vitest';
import { type Bundled, licenses } from '../scripts/licenses.ts';

const bundled = (more: Partial<Bundled>): Bundled => ({
  name: 'zod',
  version: '1.0.0',
  license: null,
  licenseText: null,
  author: null,
  ...more,
});

describe('the licences of what is shipped', () => {
  it('are those of the packages, with their texts', () => {
    expect(licenses([bundled({ license: 'MIT', licenseText: 'free' })])).toBe(
      'Name: zod\nVersion: 1.0.0\nLicense: MIT\nLicense Text:\n===\n\nfree\n',
    );
    expect(licenses([bundled({})])).toMatch(/License: MIT[^]*Permission is hereby granted/);
  });

  it('have the text of the licence that a package states and does not ship', () => {
    expect(licenses([bundled({ name: 'saxes', license: 'ISC', author: { name: 'L. D.' } })])).toMatch(
      /Copyright \(c\) L\. D\.[^]*Permission to use/,
    );
    expect(licenses([bundled({ name: '@bufbuild/cel', license: 'Apache-2.0' })])).toContain('Apache License');
  });

  it('are known, or nothing is built', () => {
    expect(() => licenses([bundled({ name: 'saxes', license: 'WTFPL' })])).toThrow('saxes 1.0.0: no licence, or no text of it');
  });
});
