import type { Annotation } from '../src/report/annotations.ts';
import { checkRun } from '../src/report/check-run.ts';
import { comment } from '../src/report/comment.ts';
import { commitStatus } from '../src/report/commit-status.ts';
import { jobSummary } from '../src/report/job-summary.ts';
import { configurationNote, type Note } from '../src/report/note.ts';
import type { Outcome } from '../src/report/outcome.ts';
import { readOnlyNote } from '../src/report/permissions.ts';
import { richBlocked, richGo, richNoGo, richPartial } from '../test/report/rich-outcomes.ts';

const REPOSITORY = 'https://github.com/example/sonia';
const CHECK = 'Release gate';
const MARKER = { name: `Release/${CHECK}`, runId: '19550011223', runAttempt: '1' };
const LINKS = {
  run: `${REPOSITORY}/actions/runs/${MARKER.runId}`,
  check: `${REPOSITORY}/runs/54412233445`,
  artifact: `${REPOSITORY}/actions/runs/${MARKER.runId}/artifacts/4611223344`,
};
/** The pull request of the NO-GO changes its own gates. */
const CHANGED = configurationNote('.github/gates.yml', [
  '- gates.health-30m.failure-limit: 0',
  '+ gates.health-30m.failure-limit: 5',
  '- gates.latency',
]);
/** The one that is BLOCKED comes from a fork, so that only the summary of its job can be written. */
const FORK = readOnlyNote('fork', ['check-run', 'comment', 'commit-status']);

/** What GitHub shows of four decisions, as Markdown by file name. */
export function previewPages(): ReadonlyMap<string, string> {
  const outcomes = { go: richGo(), 'no-go': richNoGo(), blocked: richBlocked(), partial: richPartial() };
  return new Map(
    Object.entries(outcomes).flatMap(([name, outcome]) => {
      const notes = name === 'no-go' ? [CHANGED] : [];
      return [
        [`comment-${name}.md`, comment(outcome, { links: LINKS, notes, marker: MARKER })],
        [`check-run-${name}.md`, checkPage(outcome, notes)],
        [`job-summary-${name}.md`, jobSummary(outcome, { links: LINKS, notes: name === 'blocked' ? [FORK] : notes })],
      ] as const;
    }),
  );
}

/** A check run as its page shows it: title, summary, details, annotations; above it what the commit's status says. */
function checkPage(outcome: Outcome, notes: readonly Note[]): string {
  const { title, conclusion, summary, text, annotations } = checkRun(outcome, {
    links: LINKS,
    notes,
    repository: { configuration: '.github/gates.yml' },
    allowPartial: false,
  });
  const { state, context, description } = commitStatus(outcome, { checkName: CHECK, allowPartial: false });
  return [
    `*Commit status, ${state}:* ${context} — ${description}`,
    `*Check run, ${conclusion}:* **${title}**`,
    '---',
    summary,
    '---',
    text,
    '---',
    ...(annotations.length === 0 ? ['No annotations.'] : [`${annotations.length} annotations`, ...annotations.map(annotationPart)]),
    '',
  ].join('\n\n');
}

function annotationPart({ path, start_line, annotation_level, title, message }: Annotation): string {
  return [`**${path}:${start_line}**, ${annotation_level}`, '```', title, '', message, '```'].join('\n');
}
