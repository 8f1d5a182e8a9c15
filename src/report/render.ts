import { changeset } from './changeset.ts';
import { decisionRecord } from './decision-record.ts';
import { executionRecord } from './execution-record.ts';
import { html } from './html.ts';
import { markdown } from './markdown.ts';
import type { Outcome } from './outcome.ts';
import { summary } from './summary.ts';

/**
 * Version of the renderings for people (md, html): raised whenever the same outcome could get other bytes than before. The JSON
 * records are a contract and do not follow it.
 */
export const RENDER_VERSION = 10;

/** A rendered file of a bundle. */
export interface Rendering {
  /** Its name below `data/`. */
  readonly name: string;
  readonly text: string;
  /** For programs: compared whatever the render version. */
  readonly record: boolean;
}

/** Every file of a bundle that is rendered from the primary ones. */
export function renderings(outcome: Outcome): readonly Rendering[] {
  return [
    { name: 'summary.json', text: summary(outcome), record: true },
    { name: 'changeset.json', text: changeset(outcome), record: true },
    { name: 'decision.json', text: decisionRecord(outcome), record: true },
    { name: 'execution.json', text: executionRecord(outcome), record: true },
    { name: 'report.md', text: markdown(outcome), record: false },
    { name: 'report.html', text: html(outcome), record: false },
  ];
}
