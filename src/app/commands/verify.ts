import { openBundle } from '../../evidence/bundle.ts';
import { jsonText } from '../../core/json.ts';
import type { ExitCode, Io } from '../io.ts';
import { verificationText } from '../bundle/verification-text.ts';
import { type Expectations, verifying } from '../bundle/verify-bundle.ts';
import { breathing } from '../../live/breathing.ts';

/** `gate verify`: checks a bundle, folder or zip. Exit code 0 it holds, 1 it differs, 2 it can't be judged. */
export async function verify(bundle: string, expectations: Expectations, format: 'text' | 'json', io: Io): Promise<ExitCode> {
  const opened = await openBundle(bundle, (line) => io.stderr(`gate verify: ${line}\n`));
  try {
    const verification = await breathing(verifying(opened.folder, expectations));
    io.stdout(format === 'json' ? jsonText(verification) : verificationText(verification));
    return verification.exitCode;
  } finally {
    opened.cleanup();
  }
}
