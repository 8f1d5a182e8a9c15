import { isObject } from './openapi.ts';
import { type Call, ok, type Reply } from './call.ts';
import { Refusal } from './refusal.ts';

/** The one question of GraphQL that is answered here: it tells every token who it writes as, which REST tells persons only. */
const VIEWER = /^\s*(?:query\s*)?\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/;

/** https://docs.github.com/graphql/reference/queries#viewer */
export function graphql({ body }: Pick<Call, 'body'>, login: string): Reply {
  const query = isObject(body) ? body['query'] : undefined;
  if (typeof query !== 'string') throw Refusal.invalid('A query attribute must be specified and must be a string.', 400);
  if (!VIEWER.test(query)) throw Refusal.invalid(`${query} is not served here`, 501);
  return ok({ data: { viewer: { login } } });
}
