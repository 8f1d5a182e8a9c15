import { type Annotation, type Level } from './annotations.ts';
import { cut, GITHUB, type Some } from './budget.ts';
import { commandData, commandProperty, log } from './escape.ts';

const COMMANDS: Readonly<Record<Level, 'error' | 'warning' | 'notice'>> = { failure: 'error', warning: 'warning', notice: 'notice' };

/**
 * The annotations as workflow commands, one line each, for when the check run can't be written: of each level as many as the runner
 * keeps of one step. `omitted` counts the rest.
 */
export function workflowCommands(annotations: readonly Annotation[]): Some<string> {
  const levels = Object.keys(COMMANDS) as Level[];
  const shown = levels.flatMap((level) => annotations.filter((one) => one.annotation_level === level).slice(0, GITHUB.commandsPerLevel));
  return { shown: shown.map(workflowCommand), omitted: annotations.length - shown.length };
}

function workflowCommand({ annotation_level, path, start_line, end_line, title, message }: Annotation): string {
  const properties = { file: log(path), line: String(start_line), endLine: String(end_line), title: log(title) };
  const written = Object.entries(properties).map(([name, value]) => `${name}=${commandProperty(value)}`);
  const lines = message.split('\n').map(log).join('\n');
  return `::${COMMANDS[annotation_level]} ${written.join(',')}::${commandData(cut(lines, GITHUB.commandMessage))}`;
}
