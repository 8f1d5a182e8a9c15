import { type FileSource, fileSource } from '../core/origin.ts';
import type { Observation } from '../core/observation.ts';
import { originFacts } from '../gates/shared/origin.ts';
import type { FileRecord } from './outcome.ts';

/** Where a file of the evidence comes from: what the run wrote, what was there before, what people wrote. @throws MalformedObservation */
export function provenanceOf(attachment: Observation): FileSource {
  return fileSource(originFacts(attachment));
}

const IN_WORDS: Readonly<Record<FileSource, string>> = {
  commit: 'the commit',
  run: 'this run',
  job: 'this job, before the run',
  before: 'before this run',
  future: 'unknown: its time lies in the future',
};

/** `this run`, `the commit`, `before this run`, … */
export function provenanceInWords({ source }: FileRecord): string {
  return IN_WORDS[source];
}

/** What machines left, and what people wrote: the two never stand in one list. */
export function apart(files: readonly FileRecord[]): { readonly machine: readonly FileRecord[]; readonly people: readonly FileRecord[] } {
  return {
    machine: files.filter(({ handWritten }) => handWritten !== true),
    people: files.filter(({ handWritten }) => handWritten === true),
  };
}

/** What a table of hand-written files says of them. */
export const PEOPLE_WORDS = 'People wrote these, and the run only kept them: no verdict rests on these copies.';
