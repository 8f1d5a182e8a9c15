import type { Plan } from '../../core/plan.ts';
import type { Session } from '../../engine/session.ts';
import { type Finished, finishBundle } from '../bundle/finish-bundle.ts';

/**
 * Does the work of a session, seals what it recorded, and leaves the bundle in its folder. If anything goes wrong, the session is abandoned.
 * @throws UnverifiedBundle, and what the work throws
 */
export async function leaveBundle(session: Session, folder: string, plan: Plan, work: () => Promise<void>): Promise<Finished> {
  try {
    await work();
    session.seal();
    const finished = await finishBundle(folder, plan, session.world.secrets);
    await session.close();
    return finished;
  } catch (error) {
    await session.abandon();
    throw error;
  }
}
