import { markdownLink } from './escape.ts';

/** Where more is to be read. What could not be sent has no address. */
export interface Links {
  /** The workflow run. */
  readonly run?: string;
  /** The check run. */
  readonly check?: string;
  /** The uploaded bundle. */
  readonly artifact?: string;
}

const WORDS = { artifact: 'Evidence bundle', check: 'Check', run: 'Workflow run' } as const;

/** `[Evidence bundle](…) · [Check](…) · [Workflow run](…)`; empty without any address. */
export function linksLine(links: Links): string {
  return (['artifact', 'check', 'run'] as const)
    .flatMap((name) => {
      const address = links[name];
      return address === undefined ? [] : [markdownLink(WORDS[name], address)];
    })
    .join(' · ');
}
