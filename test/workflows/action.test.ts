import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { copyForFolder, withTables, withWorkflow, type WorkflowFile } from '../../scripts/action-docs.ts';
import { parseUses, selfAction } from '../platform/uses.ts';
import { action, read, REPO, TEMPLATES, type Workflow, workflow, WORKFLOWS } from './files.ts';

/** The contract: names that users rely on. */
const INPUTS =
  `config command gates skip stage prior call history bundle for vars plan allow-partial working-directory token check-name comment artifact-name
  retention-days timeout-minutes`.split(/\s+/);
const OUTPUTS = 'decision execution-id head summary bundle artifact-id artifact-name artifact-url artifact-digest check-run-url'.split(' ');

const OURS = /^(\$\/gate|org\/gate-action@v1)$/;
const OUR_WORKFLOW = /^(?:\$|org\/gate-action)\/(\.github\/workflows\/[a-z-]+\.yml)(?:@v1)?$/;

interface Use {
  readonly file: string;
  readonly uses: string;
  readonly with: readonly string[];
}

/** Every place where the action, or a reusable workflow of ours, is used: also in the documentation's examples. */
function uses(): readonly Use[] {
  return [...WORKFLOWS, ...TEMPLATES].flatMap((file) => usesIn(file, workflow(file)));
}

function usesIn(file: string, { jobs }: Workflow): readonly Use[] {
  const places = Object.values(jobs).flatMap((job) => [job, ...(job.steps ?? [])]);
  return places.flatMap(({ uses, with: inputs }) => (uses === undefined ? [] : [{ file, uses, with: Object.keys(inputs ?? {}) }]));
}

interface Step {
  readonly uses: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

function stepsIn(block: unknown): readonly Step[] {
  if (Array.isArray(block)) return block.flatMap(stepsIn);
  if (typeof block !== 'object' || block === null) return [];
  return 'uses' in block ? [block as Step] : Object.values(block).flatMap(stepsIn);
}

/** A block within a list is indented. */
function dedent(yaml: string): string {
  const indent = /^ */.exec(yaml)?.[0] ?? '';
  return yaml.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

describe('action.yml', () => {
  it('has the inputs and outputs of the contract, each described', () => {
    const { inputs, outputs } = action();
    expect(Object.keys(inputs)).toEqual(INPUTS);
    expect(Object.keys(outputs)).toEqual(OUTPUTS);
    for (const { description } of [...Object.values(inputs), ...Object.values(outputs)]) expect(description.length).toBeGreaterThan(20);
  });

  it('is what GitHub Marketplace takes', () => {
    const { name, description, branding } = parse(read('action.yml')) as Readonly<Record<'name' | 'description', string>> & {
      branding: unknown;
    };
    // Measured by others when they published: 125 characters are refused.
    expect(description.length).toBeLessThan(125);
    expect([name, branding]).toEqual(['Release gate', { icon: 'check-circle', color: 'green' }]);
    expect(fs.existsSync(path.join(REPO, 'README.md'))).toBe(true);
  });

  it('promises nothing that is not there yet', () => {
    expect(read('action.yml')).not.toMatch(/shard|matrix|\brelease`|not in this version|not there yet/);
  });

  it('runs the bundle on Node 24, and post always', () => {
    expect(action()).toMatchObject({
      runs: { using: 'node24', main: 'dist/action-main.js', post: 'dist/action-post.js', 'post-if': 'always()' },
    });
  });

  it('stands once more in `gate/`, where workflows of this repository name it', () => {
    expect(read('gate/action.yml'), 'run `npm run docs`').toBe(copyForFolder(read('action.yml')));
    const { runs } = parse(read('gate/action.yml')) as { readonly runs: Readonly<Record<'main' | 'post', string>> };
    for (const script of [runs.main, runs.post]) expect(fs.existsSync(path.join(REPO, 'gate', script)), script).toBe(true);
  });

  it('stands whole in the documentation', () => {
    const page = read('docs/action.md');
    expect(withTables(page, action()), 'run `node scripts/action-docs.ts`').toBe(page);
    for (const name of [...INPUTS, ...OUTPUTS]) expect(page).toContain(`| \`${name}\` |`);
  });

  it('shares a page with the reusable workflow, whose inputs and outputs stand there, each described', () => {
    const [page, file] = [read('docs/action.md'), parse(read('.github/workflows/release-gate.yml')) as WorkflowFile];
    expect(withWorkflow(page, file), 'run `npm run docs`').toBe(page);
    const { inputs = {}, outputs = {} } = file.on.workflow_call ?? {};
    for (const [name, { description = '' }] of [...Object.entries(inputs), ...Object.entries(outputs)]) {
      expect(page).toContain(`| \`${name}\` |`);
      expect(description.length, name).toBeGreaterThan(10);
    }
    const extra = { on: { workflow_call: { inputs: { extra: { type: 'boolean', default: false, description: 'New.' } } } } };
    expect(withWorkflow(page, extra)).toContain('| `extra` | boolean | `false` | New. |');
    expect(() => withWorkflow('no markers', file)).toThrow('the markers of workflow inputs are not there');
  });

  it('is shown in the documentation with inputs that it has', () => {
    const blocks = [...read('docs/action.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = '']) => parse(dedent(yaml)) as unknown);
    expect(blocks.length).toBeGreaterThanOrEqual(7);
    const steps = blocks.flatMap(stepsIn).filter(({ uses }) => OURS.test(uses));
    expect(steps.length).toBeGreaterThanOrEqual(2);
    for (const { with: given = {} } of steps) for (const name of Object.keys(given)) expect(INPUTS).toContain(name);
  });

  it('offers the lines for a change gate as the template has them', () => {
    const template = read('workflows-templates/required-check.yml');
    for (const line of [...read('docs/action.md').matchAll(/^(?:for|skip): \$\{\{.*?\}\}/gm)].map(([found]) => found))
      expect(template).toContain(`# ${line}\n`);
  });

  it.each(['docs/action.md', 'docs/limits.md'])('%s begins with what is on the page', (file) => {
    const page = read(file);
    const links = [...(/^On this page:[\s\S]*?\n\n/m.exec(page)?.[0] ?? '').matchAll(/\[([^\]]+)\]\(#([^)]+)\)/g)];
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
    expect(links.map(([, heading]) => heading)).toEqual(headings);
    for (const [, heading = '', anchor] of links)
      expect(anchor).toBe(
        heading
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
  });

  it('has its documentation made anew when a description changes', () => {
    const { inputs, outputs } = action();
    const page = read('docs/action.md');
    expect(withTables(page, { inputs: { ...inputs, extra: { description: 'Something | new.' } }, outputs })).toContain(
      '| `extra` |  | Something \\| new. |',
    );
    expect(() => withTables('no markers', { inputs, outputs })).toThrow('the markers of inputs are not there');
  });
});

describe('whoever uses the action', () => {
  it('passes inputs that it has', () => {
    const found = uses().filter(({ uses }) => OURS.test(uses));
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const { file, with: names } of found) for (const name of names) expect(INPUTS, `${file}: ${name}`).toContain(name);
  });

  it('passes a reusable workflow inputs that it has', () => {
    const found = uses().flatMap(({ file, uses, with: names }) => {
      const called = OUR_WORKFLOW.exec(uses)?.[1];
      return called === undefined ? [] : [{ file, called, names }];
    });
    expect(found.length).toBeGreaterThanOrEqual(4);
    for (const { file, called, names } of found) {
      const inputs = Object.keys(workflow(called).on.workflow_call?.inputs ?? {});
      for (const name of names) expect(inputs, `${file} calls ${called} with ${name}`).toContain(name);
    }
  });

  it('names actions and workflows in a way that runners read', () => {
    for (const { file, uses: name } of uses()) {
      expect(() => parseUses(name), `${file}: ${name}`).not.toThrow();
      if (name.startsWith('$/') && !OUR_WORKFLOW.test(name)) expect(selfAction(name, REPO)).toBe(path.join(REPO, 'gate'));
    }
  });

  it('finds nothing else under our name', () => {
    const ours = uses().filter(({ uses }) => /^(\$|\.|org\/gate-action)/.test(uses));
    expect(ours.filter(({ uses }) => !OURS.test(uses) && !OUR_WORKFLOW.test(uses))).toEqual([]);
  });
});
