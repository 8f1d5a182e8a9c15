import picomatch from 'picomatch';
import { plainStars } from '../../core/glob.ts';

/** Whether a file that was kept is of a path, a folder or a glob of the configuration. @param file as the fact of its attachment names it */
export function isNamedBy(pattern: string, file: string): boolean {
  const [wanted, found] = [plainStars(plain(pattern)), plain(file)];
  // A name that held a secret is no longer what was written.
  return (
    found === wanted ||
    wanted === '' ||
    found.startsWith(`${wanted}/`) ||
    picomatch(wanted, { dot: true })(found) ||
    found.includes('[REDACTED')
  );
}

/** Without what leads nowhere: `./a/../b/` is `b`. */
function plain(name: string): string {
  const steps: string[] = [];
  for (const step of name.replaceAll('\\', '/').split('/')) {
    if (step === '' || step === '.') continue;
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop();
    else steps.push(step);
  }
  return steps.join('/');
}
