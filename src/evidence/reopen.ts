import fs from 'node:fs';
import { SetupError } from '../core/errors.ts';
import { readObservations } from './reader.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import { LAST_OBSERVATION } from '../core/recording.ts';

const PIECE = 1 << 16;

/**
 * Cuts a recording back to its last whole line, sealed or not: what a SIGKILL tore is no fact.
 * @returns how many bytes were cut; 0 for a file that is not there.
 */
export function cutTornTail(path: string): { removedBytes: number } {
  if (!fs.existsSync(path)) return { removedBytes: 0 };
  const fd = fs.openSync(path, 'r+');
  try {
    const { size } = fs.fstatSync(fd);
    const whole = afterLastNewline(fd, size);
    if (whole < size) fs.ftruncateSync(fd, whole);
    return { removedBytes: size - whole };
  } finally {
    fs.closeSync(fd);
  }
}

function afterLastNewline(fd: number, size: number): number {
  const piece = Buffer.allocUnsafe(PIECE);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - PIECE);
    const got = fs.readSync(fd, piece, 0, end - start, start);
    const at = piece.subarray(0, got).lastIndexOf(0x0a);
    if (at >= 0) return start + at + 1;
    end = start;
  }
  return 0;
}

export interface Reopened {
  readonly recorder: Recorder;
  /** What a torn last line had, in bytes; it was cut off. */
  readonly removedBytes: number;
  /** `execution.ended` was already recorded: only the final seal is missing. */
  readonly ended: boolean;
}

/**
 * Goes on with a recording whose writer is gone. Without a clock `t` goes on from the last one by wall time since the last seal.
 * @throws SetupError when the recording is finished, or is not one that a crash leaves.
 */
export function reopenRecording(options: Omit<RecorderOptions, 'clock' | 'redact'> & Partial<RecorderOptions>): Reopened {
  const { path, planSha256, wallClock } = options;
  const { removedBytes } = cutTornTail(path);
  const { problems, head, tail } = readObservations(path, planSha256, () => {});
  const [problem] = problems;
  if (problem) throw new SetupError(`${path}:${problem.line ?? 1}: ${problem.message}`);
  if (head !== undefined) throw new SetupError(`${path}: it already has its final seal`);
  const since = tail.at === undefined ? wallClock().getTime() : Date.parse(tail.at);
  const clock = { now: () => tail.t + Math.max(0, wallClock().getTime() - since) };
  const recorder = new Recorder({ clock, redact: (text) => text, ...options }, tail);
  return { recorder, removedBytes, ended: tail.ended };
}

/**
 * Ends a recording whose writer is gone: records that it crashed and how much of a torn line was cut, and writes the final seal.
 * If `execution.ended` was already recorded, only the seal.
 * @throws SetupError as `reopenRecording`.
 */
export function endCrashed(options: Parameters<typeof reopenRecording>[0]): { head: string; finishedAt: string; removedBytes: number } {
  const { recorder, removedBytes, ended } = reopenRecording(options);
  if (!ended) recorder.write({ type: LAST_OBSERVATION, reason: 'crashed', removedBytes });
  return { ...recorder.close(), removedBytes };
}
