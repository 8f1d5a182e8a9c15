import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../core/plan.ts';
import { trackedFiles } from '../live/git.ts';
import { filesNamed } from '../live/looks/glob.ts';
import { givenFiles, type Site } from '../plan/advice.ts';
import { checkoutOf, type ConfigFile } from './config-file.ts';
import type { Io } from './io.ts';

/** Where a configuration is checked, as far as its plan asks for it. */
export async function siteOf(plan: Plan, config: Pick<ConfigFile, 'path'>, io: Io): Promise<Site> {
  const checkout = checkoutOf(config.path);
  const folders = [...plan.services, ...plan.gates].map(({ workingDirectory }) => workingDirectory);
  const files = [...plan.attachments.map((one) => (typeof one === 'string' ? one : one.path)), ...(plan.scan ?? [])];
  const absent = new Set(folders.filter((folder) => !isFolder(path.resolve(checkout, folder))));
  const given = plan.gates.flatMap((gate) =>
    givenFiles(gate).map(({ file, from }) => ({ from, full: path.resolve(checkout, gate.workingDirectory, file) })),
  );
  for (const { from, full } of given) if (!fs.existsSync(full)) absent.add(from);
  for (const pattern of files) if (!(await namesAny(pattern, checkout))) absent.add(pattern);
  return { atTerminal: io.env['GITHUB_ACTIONS'] !== 'true', tracked: trackedFiles(checkout), absent };
}

/** What can't be looked at may be there. */
async function namesAny(pattern: string, checkout: string): Promise<boolean> {
  const full = path.resolve(checkout, pattern);
  if (isFolder(full)) return fs.readdirSync(full).length > 0;
  return filesNamed(pattern, checkout).then(
    (files) => files.length > 0,
    () => true,
  );
}

function isFolder(full: string): boolean {
  return fs.statSync(full, { throwIfNoEntry: false })?.isDirectory() === true;
}
