import { stripVTControlCharacters } from 'node:util';
import type { TaskMeta } from 'vitest';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { ALL_REQUIRED } from './programs.ts';

/** Lines of an error that are shown. */
const MOST_LINES = 12;

/**
 * Says in the last lines of a run what was skipped for want of programs or for its length, and what passed only when it was tried again.
 * Where nothing may be skipped, a skip is a failure.
 */
export default class Skips implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    for (const line of skipsInWords(skipped.map((test) => test.meta()))) process.stdout.write(`\n${line}\n`);
    const unstable = modules.flatMap((module) => [...module.children.allTests('passed')]).filter((test) => test.diagnostic()?.flaky);
    if (unstable.length > 0) {
      const told = unstable.map((test) => `  ${test.module.relativeModuleId}: ${test.fullName}\n${firstTry(test)}`);
      process.stdout.write(`\n${tests(unstable.length)} passed only when tried again:\n${told.join('')}`);
    }
    if (!ALL_REQUIRED || skipped.length === 0) return;
    const names = skipped.map((test) => `  ${test.module.relativeModuleId}: ${test.fullName}\n`);
    process.stdout.write(`\nskipped, and nothing may be:\n${names.join('')}`);
    process.exitCode = 1;
  }
}

/** @returns a line for what was skipped for its length, and one for want of programs, those by name */
function skipsInWords(skipped: readonly TaskMeta[]): readonly string[] {
  const long = skipped.filter(({ takesMinutes }) => takesMinutes).length;
  const wanting = skipped.flatMap(({ missing = [] }) => (missing.length > 0 ? [missing] : []));
  const programs = [...new Set(wanting.flat())].sort().map((name) => `no ${name}`);
  return [
    ...(long > 0 ? [`${tests(long)} skipped: too long, left to .ci/run`] : []),
    ...(wanting.length > 0 ? [`${tests(wanting.length)} skipped: ${programs.join(', ')}; .ci/run installs them`] : []),
  ];
}

/** What a test that passed had failed by before: nobody sees it otherwise. */
function firstTry(test: TestCase): string {
  const messages = (test.result().errors ?? []).map(({ message }) => stripVTControlCharacters(message));
  return messages.flatMap((message) => message.split('\n').slice(0, MOST_LINES)).reduce((said, line) => `${said}    ${line}\n`, '');
}

const tests = (count: number): string => `${count} ${count === 1 ? 'test' : 'tests'}`;
