import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What waits for timers and processes begins first, so that no worker is left alone with it at the end. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const waits = ({ moduleId }: TestSpecification): number => Number(/\/test\/(e2e|gates\/rollout|live\/services)\//.test(moduleId));
    return sorted.toSorted((a, b) => waits(b) - waits(a));
  }
}
