import { describe, expect, it } from 'vitest';
import { bareEnvironment, marked, treeIn } from '../../../src/live/processes/marker.ts';

describe('the marker', () => {
  const entries = (tree: string): string[] => Object.entries(marked({ A: 'b' }, 'e-1', tree)).map(([name, value]) => `${name}=${value}`);

  it('names the execution, and the tree as one word', () => {
    expect(entries('command 3 (run)')).toContain('GATE_EXECUTION=e-1');
    expect(entries('command 3 (run)').join('').includes(' ')).toBe(false);
    expect(treeIn(entries('command 3 (run)'))).toBe('command 3 (run)');
  });

  it('names no tree where none stands, or nothing that could be one', () => {
    expect(treeIn(['A=b', 'NOT_GATE_TREE=c'])).toBeUndefined();
    expect(treeIn(['GATE_TREE=%E0%A4'])).toBeUndefined();
  });

  it('does not stand in what a helper gets, nor does any secret', () => {
    const env = { ...marked({ PATH: '/bin', Path: 'C:\\', API_TOKEN: 'secret' }, 'e-1', 'web'), RUNNER_TRACKING_ID: 'github_1' };
    expect(bareEnvironment(env)).toEqual({ PATH: '/bin', Path: 'C:\\' });
  });
});
