import { isDocumented } from './examples.ts';
import { looksRandom } from './random.ts';
import { isPlaceholder, type Kind } from './rule.ts';

/** What a text in base64 or base64url says; empty where it is none. */
export function decoded(text: string): string {
  return Buffer.from(text, 'base64url').toString('latin1');
}

/** `user:password`, as the header of basic authentication and files of registries hold it. */
export function basicKind(credentials: string): Kind | undefined {
  const text = decoded(credentials);
  // Makers take a key for a user who has no password.
  if (/^[\x20-\x7e]{12,128}:$/.test(text)) return looksRandom(text.slice(0, -1)) ? 'secret' : undefined;
  const [, user, password] = /^([\x20-\x7e]{0,128}?):([\x20-\x7e]{3,})$/.exec(text) ?? [];
  // JSON is the header of a JSON Web Token.
  if (password === undefined || isPlaceholder(password) || text.startsWith('{')) return undefined;
  return user === password || isDocumented(text) ? 'example' : 'secret';
}
