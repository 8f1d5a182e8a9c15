import { NAMED_ATTEMPTS } from '../../core/facts/history.ts';
import { countOf, type Observation, stringOf } from '../../core/observation.ts';
import type { Law, Objection } from './law.ts';

const GITHUB = 'github-api';

/** What a folder of executions tells of an attempt. */
const OF_STORE = ['head', 'uncommitted', 'partial', 'gone', 'differs'] as const;

/** Earlier attempts are those of the commit that was looked at, each once, and as many as are counted. */
export class History implements Law {
  readonly types = new Set(['execution.started', 'part', 'source', 'attempt', 'history']);
  private readonly seen = new Set<string>();
  private noGo = 0;
  private commit: unknown;
  private basis: unknown;
  private isAsked = false;
  private repository: unknown;
  private last = 0;

  fact(o: Observation, object: Objection): void {
    if (o.type === 'execution.started') this.start(o);
    // Where it is decided nobody looks at the source: it is of the commit that was observed.
    else if (o.type === 'part') this.commit = o['commit'];
    else if (o.type === 'source') this.commit = o['commit'] ?? undefined;
    else if (o.type === 'attempt') this.attempt(o, object);
    else this.history(o, object);
  }

  end(completed: boolean, object: Objection): void {
    if (completed && this.seen.size > 1 && !this.isAsked) object(this.last, 'earlier attempts, and nobody says how many there are');
  }

  private start(o: Observation): void {
    this.seen.add(stringOf(o, 'executionId'));
    this.repository = o['repository'];
  }

  private isOfOther({ store }: Observation): boolean {
    const { repository } = this;
    return typeof repository === 'string' && !(typeof store === 'string' && store.toLowerCase() === repository.toLowerCase());
  }

  private attempt(o: Observation, object: Objection): void {
    const id = stringOf(o, 'executionId');
    if (this.isAsked) object(o.seq, 'an earlier attempt is told after all of them were counted');
    if (this.seen.has(id)) object(o.seq, `${id} is this execution, or stands there twice`);
    this.seen.add(id);
    this.basis = o.basis;
    this.last = o.seq;
    if (o.basis === GITHUB && (OF_STORE.some((field) => o[field] !== undefined) || o['runId'] === undefined))
      object(o.seq, 'GitHub tells the run of an attempt, and nothing of its bundle');
    if (o['status'] === 'NO-GO') this.noGo++;
  }

  private history(o: Observation, object: Objection): void {
    if (this.isAsked) object(o.seq, 'earlier executions are asked for twice');
    this.isAsked = true;
    if (o.basis === GITHUB && this.isOfOther(o)) object(o.seq, 'GitHub was asked for attempts of another repository');
    const [attempts, noGo] = [countOf(o, 'attempts'), countOf(o, 'noGo')];
    const named = this.seen.size - 1;
    if (named !== Math.min(attempts, NAMED_ATTEMPTS)) object(o.seq, `${attempts} attempts, and ${named} are named`);
    const isWhole = attempts <= NAMED_ATTEMPTS;
    if (isWhole ? noGo !== this.noGo : noGo < this.noGo || noGo > attempts)
      object(o.seq, `${noGo} attempts were a NO-GO, and ${this.noGo} are named`);
    if (o['unreadWhy'] !== undefined && countOf(o, 'unread') === 0) object(o.seq, 'why executions were not read, and all were');
    if (o['commit'] !== this.commit) object(o.seq, 'it is of another commit than the source');
    if (named > 0 && this.basis !== o.basis) object(o.seq, 'the attempts were told by somebody else');
    if ((o['commit'] === undefined) !== (o.basis === undefined))
      object(o.seq, 'without a commit nobody is asked, and with one somebody is');
    if ((o['commit'] === undefined) !== (o['store'] === undefined)) object(o.seq, 'it names no store, or one that nobody asked');
  }
}
