/** What GitHub tells of an event, or a part of it. Nothing in it is certain. */
export type Payload = Readonly<Record<string, unknown>>;

/** An object in a payload; empty where there is none. */
export function child(payload: Payload | null | undefined, key: string): Payload {
  const value = payload?.[key];
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}

/** A text in a payload; undefined where it is empty, too. */
export function text(payload: Payload, key: string): string | undefined {
  const value = payload[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
