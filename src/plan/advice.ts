import { kinds } from '../gates/registry.ts';
import { type GatePlan, STORE_GITHUB } from '../core/plan.ts';
import type { Configuration } from './configuration.ts';
import type { DataProblem } from './validate.ts';
import { valueAt } from './validate.ts';
import type { Path } from './document.ts';

/** What is known of the place where a configuration is checked. */
export interface Site {
  /** No workflow runs it. */
  readonly atTerminal: boolean;
  /** The files that git tracks; undefined without git. */
  readonly tracked: readonly string[] | undefined;
  /** Folders, paths and globs of the configuration that name nothing there, as they are written; what a gate reads behind its folder. */
  readonly absent: ReadonlySet<string>;
}

/** What of a configuration means nothing where it is checked, or may mean another thing than its author thinks. */
export function advice(configuration: Configuration, site: Site): readonly DataProblem[] {
  return [
    ...uncounted(configuration, site),
    ...idle(configuration, site),
    ...nameless(configuration),
    ...undecided(configuration),
    ...withoutFolder(configuration, site),
    ...withoutFiles(configuration, site),
    ...withoutGiven(configuration, site),
  ];
}

function uncounted({ policy, evidence }: Configuration, { atTerminal }: Site): readonly DataProblem[] {
  if (!atTerminal || policy['max-attempts'] === undefined || evidence.store !== STORE_GITHUB) return [];
  const message = 'at a terminal `gate run` is blocked: with `store: github` only a workflow that uses the action can count attempts';
  return [{ path: ['policy', 'max-attempts'], part: 'value', message }];
}

function idle({ gates }: Configuration, { tracked }: Site): readonly DataProblem[] {
  return gates.flatMap(({ plan }) => {
    if (!plan || !tracked || tracked.length === 0) return [];
    const found = kinds[plan.kind]?.spec.idle?.(plan.spec, tracked) ?? [];
    return found.map((one): DataProblem => ({ ...one, path: ['gates', plan.id, ...one.path], part: 'value' }));
  });
}

/** Where no gate is required nothing can be decided. */
function undecided({ gates }: Configuration): readonly DataProblem[] {
  const plans = gates.flatMap(({ plan }) => plan ?? []);
  const [first] = plans;
  if (!first || plans.length < gates.length || plans.some(({ required }) => required)) return [];
  // Which of them are required is known once `--for` names what the run is for.
  if (gates.some(({ purposes }) => purposes.length > 0)) return [];
  const message = 'every gate is advisory (`required: false`): a decision needs a required one, so a run can only be BLOCKED';
  return [{ path: ['gates', first.id, 'required'], part: 'key', message }];
}

/** Earlier executions are told apart by the name of their configuration. */
function nameless({ document, gates, evidence, policy }: Configuration): readonly DataProblem[] {
  if (valueAt(document.data, ['name']) !== undefined) return [];
  const asked: readonly (Path | undefined)[] = [
    policy['max-attempts'] === undefined ? undefined : ['policy', 'max-attempts'],
    evidence.retention === undefined ? undefined : ['evidence', 'retention'],
    ...gates.map(({ plan }) => {
      const own = plan && kinds[plan.kind]?.spec.remembers?.(plan.spec);
      return own && ['gates', plan.id, ...own];
    }),
  ];
  const [first] = asked.filter((path) => path !== undefined);
  const message =
    'earlier executions are found by the `name` of the configuration, and this one has none: others without a name in the same store count as it';
  return first ? [{ path: first, part: 'key', message }] : [];
}

function withoutFolder({ services, gates }: Configuration, { absent }: Site): readonly DataProblem[] {
  const folders = [
    ...services.map(({ id, workingDirectory }) => ({ path: ['services', id], folder: workingDirectory })),
    ...gates.flatMap(({ id, plan }) =>
      plan && plan.workspace !== 'temporary' ? [{ path: ['gates', id], folder: plan.workingDirectory }] : [],
    ),
  ];
  return folders
    .filter(({ folder }) => absent.has(folder))
    .map(({ path, folder }) => ({
      path: [...path, 'working-directory'],
      part: 'value',
      message: `the folder "${folder}" is not there: no command can start in it unless something makes it first`,
    }));
}

function withoutFiles({ evidence }: Configuration, { absent }: Site): readonly DataProblem[] {
  const attachments = evidence.attachments.flatMap((one, index): DataProblem[] => {
    const written = typeof one === 'string' ? one : one.path;
    const isFine = !absent.has(written) || (typeof one !== 'string' && one.optional);
    const message = `"${written}" names no file: it must be there before the first gate, or be { path, optional: true }`;
    return isFine ? [] : [{ path: ['evidence', 'attachments', index], part: 'value', message }];
  });
  const scanned = evidence.scan.flatMap((glob, index): DataProblem[] =>
    absent.has(glob)
      ? [
          {
            path: ['evidence', 'scan', index],
            part: 'value',
            message: `"${glob}" names no file yet: at the end of the run it must name one`,
          },
        ]
      : [],
  );
  return [...attachments, ...scanned];
}

/** What a gate is given as a file, by the name under which it is looked for. */
export function givenFiles({ kind, spec, workingDirectory }: GatePlan): readonly { path: Path; file: string; from: string }[] {
  const given = kinds[kind]?.spec.given?.(spec) ?? [];
  return given.map(({ path, file }) => ({ path, file, from: `${workingDirectory}/${file}` }));
}

function withoutGiven({ gates }: Configuration, { absent }: Site): readonly DataProblem[] {
  return gates.flatMap(({ id, plan }) =>
    (plan && plan.workspace !== 'temporary' ? givenFiles(plan) : [])
      .filter(({ from }) => absent.has(from))
      .map(({ path, file }): DataProblem => {
        const message = `"${file}" is not there: the gate can't read it unless something makes it first`;
        return { path: ['gates', id, ...path], part: 'value', message };
      }),
  );
}
