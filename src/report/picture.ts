import { type Verdict, VERDICTS } from '../core/verdict.ts';
import { type Block, PICTURE, utf8Length } from './budget.ts';
import { mermaid } from './escape.ts';
import { block } from './markdown.ts';
import type { Outcome } from './outcome.ts';

/** Fill, line and text: GitHub's own colours of states, legible on its light and its dark page. */
const COLOURS: Readonly<Record<Verdict, string>> = {
  passed: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  waived: 'fill:#fbefff,stroke:#8250df,color:#1f2328',
  warned: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  skipped: 'fill:#f6f8fa,stroke:#59636e,color:#1f2328,stroke-dasharray:4 3',
  blocked: 'fill:#fff1e5,stroke:#bc4c00,color:#1f2328',
  failed: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328',
};

/**
 * The gates and what each needs, coloured by verdict, as a Mermaid picture. None where no gate needs another (the table says as
 * much) or where it would be too large to be read or drawn.
 */
export function picture({ plan, decision }: Outcome): readonly Block[] {
  const verdicts = new Map(decision.judgements.map(({ gate, verdict }) => [gate, verdict]));
  const gates = plan.gates.filter(({ id }) => verdicts.has(id));
  const names = new Map(gates.map(({ id }, index) => [id, `g${index}`]));
  const edges = gates.flatMap(({ id, needs }) =>
    needs.filter((need) => names.has(need)).map((need) => `  ${names.get(need)} --> ${names.get(id)}`),
  );
  if (edges.length === 0 || edges.length > PICTURE.edges || gates.length > PICTURE.gates) return [];
  const nodes = gates.map(({ id }) => {
    const verdict = verdicts.get(id) ?? 'blocked';
    return `  ${names.get(id)}["${mermaid(id)}<br/>${verdict}"]:::${verdict}`;
  });
  const used = VERDICTS.filter((verdict) => gates.some(({ id }) => verdicts.get(id) === verdict));
  const lines = ['flowchart LR', ...nodes, ...edges, ...used.map((verdict) => `  classDef ${verdict} ${COLOURS[verdict]}`)];
  const drawing = lines.join('\n');
  return utf8Length(drawing) > PICTURE.characters ? [] : [block(['```mermaid', drawing, '```'].join('\n'), [])];
}
