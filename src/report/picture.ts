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
 * The gates that need one another, coloured by verdict, as a Mermaid picture. None where no gate needs another (the table says as
 * much) or where it would be too large to be read or drawn.
 */
export function picture({ plan, decision }: Outcome): readonly Block[] {
  const verdicts = new Map(decision.judgements.map(({ gate, verdict }) => [gate, verdict]));
  const edges = plan.gates.flatMap(({ id, needs }) =>
    needs.filter((need) => verdicts.has(need) && verdicts.has(id)).map((need) => ({ need, id })),
  );
  const gates = plan.gates.map(({ id }) => id).filter((id) => edges.some((edge) => edge.id === id || edge.need === id));
  if (edges.length === 0 || edges.length > PICTURE.edges || gates.length > PICTURE.gates) return [];
  const drawing = flowchart(gates, edges, (id) => verdicts.get(id) ?? 'blocked');
  return utf8Length(drawing) > PICTURE.characters ? [] : [block(['```mermaid', drawing, '```'].join('\n'), [])];
}

interface Edge {
  readonly need: string;
  readonly id: string;
}

function flowchart(gates: readonly string[], edges: readonly Edge[], verdictOf: (id: string) => Verdict): string {
  const node = (id: string) => `g${gates.indexOf(id)}`;
  const used = VERDICTS.filter((verdict) => gates.some((id) => verdictOf(id) === verdict));
  return [
    'flowchart LR',
    ...gates.map((id) => `  ${node(id)}["${mermaid(id)}<br/>${verdictOf(id)}"]:::${verdictOf(id)}`),
    ...edges.map(({ need, id }) => `  ${node(need)} --> ${node(id)}`),
    ...used.map((verdict) => `  classDef ${verdict} ${COLOURS[verdict]}`),
  ].join('\n');
}
