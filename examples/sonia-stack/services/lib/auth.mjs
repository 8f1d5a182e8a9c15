// Who is there: everybody has a bearer token, and what doesn't carry one is nobody.
import { createHash, timingSafeEqual } from 'node:crypto';
import { faultsOf } from './faults.mjs';
import { HttpError } from './http.mjs';
import { tokenOf } from './state.mjs';

const IDENTITIES = ['operator', 'reader'];

/** @returns `operator` or `reader`; throws HttpError 401 for anybody else */
export function identify(service, { headers }) {
  const digest = (text) => createHash('sha256').update(text).digest();
  const given = digest(headers.authorization ?? '');
  // Each is compared, whoever it is, and in constant time.
  const known = IDENTITIES.filter((identity) => timingSafeEqual(given, digest(`Bearer ${tokenOf(identity)}`)));
  if (known.length > 0) return known[0];
  if (faultsOf(service).has('let-in')) return 'operator';
  throw new HttpError(401, 'a bearer token is needed');
}
