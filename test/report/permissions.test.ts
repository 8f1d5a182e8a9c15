import { describe, expect, test } from 'vitest';
import { type Channel, permissionYaml, readOnlyNote, type RefusalKind, refusalInWords } from '../../src/report/permissions.ts';

describe('what can not be sent', () => {
  test('403 names the permission that the job lacks', () => {
    expect(refusalInWords({ channel: 'check-run', kind: 'denied', status: 403, message: 'Resource not accessible by integration' })).toBe(
      'the check run could not be written: the job needs `permissions: { checks: write }` (Resource not accessible by integration)',
    );
    expect(refusalInWords({ channel: 'approvals', kind: 'denied', status: 403 })).toBe(
      'the reviews of the pull request could not be read: the job needs `permissions: { pull-requests: read }`',
    );
  });
  test.each<[number | undefined, RefusalKind, string]>([
    [401, 'denied', 'the token is not valid'],
    [404, 'denied', 'there is no such thing, or the token may not see it: the job needs `permissions: { checks: write }`'],
    [403, 'limited', 'takes no more requests of this token for now'],
    [502, 'unavailable', 'GitHub answered 502, also after every retry'],
    [422, 'invalid', 'GitHub answered 422'],
    [undefined, 'unavailable', 'GitHub did not answer'],
    [undefined, 'garbled', "GitHub's answer is not whole"],
    [undefined, 'endless', 'too long to be read to its end'],
    [undefined, 'invalid', 'GitHub does not hand it out'],
    [undefined, 'distrusted', "does not trust GitHub's certificate"],
  ])('%s, %s: %s', (status, kind, words) => {
    expect(refusalInWords({ channel: 'check-run', kind, ...(status !== undefined && { status }) })).toContain(words);
  });
  test('a limit that lasts too long says how long', () => {
    expect(refusalInWords({ channel: 'check-run', kind: 'limited', waitMs: 3_540_000 })).toContain('for another 59 min');
  });
  test('no permission is asked for where none would help', () => {
    expect(refusalInWords({ channel: 'artifact', kind: 'denied', status: 403 })).not.toContain('permissions');
    expect(refusalInWords({ channel: 'check-run', kind: 'limited', status: 429 })).not.toContain('permissions');
  });
  test('the YAML to copy has each scope once, with what is enough for all', () => {
    expect(permissionYaml('check-run')).toBe('permissions:\n  checks: write');
    expect(permissionYaml('approvals', 'comment', 'history', 'approvals')).toBe('permissions:\n  pull-requests: write\n  actions: read');
    expect(permissionYaml('comment', 'approvals')).toBe('permissions:\n  pull-requests: write');
    expect(permissionYaml('artifact')).toBeUndefined();
    expect(permissionYaml()).toBeUndefined();
  });
  test('a fork and Dependabot are told what is missing, and where the decision stands', () => {
    const missing: readonly Channel[] = ['check-run', 'comment', 'commit-status'];
    expect(readOnlyNote('fork', missing).words).toBe(
      "This pull request comes from a fork, so its token can only read. The check run, the comment on the pull request and the commit status can't be written from here. The decision stands in the job's exit code, this summary and the evidence; a workflow on workflow_run can report it from trusted code.",
    );
    expect(readOnlyNote('dependabot', []).words).toMatch(/^This pull request is by Dependabot, so its token can only read\. The decision/);
  });
});
