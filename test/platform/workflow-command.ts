/** A command that a line gives to the runner. */
export interface WorkflowCommand {
  /** In lower case: the runner does not mind. */
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  /** The older form, `##[name]`, which the runner finds anywhere in a line. */
  readonly old: boolean;
}

/** What the runner listens to. Other names are text. */
const REGISTERED: ReadonlySet<string> = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
);

const DATA = { '%0D': '\r', '%0A': '\n', '%25': '%' };
const PROPERTY = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' };
const OLD = { '%3B': ';', '%0D': '\r', '%0A': '\n', '%5D': ']', '%25': '%' };

/**
 * The command of a line as the official runner reads it (ActionCommand.cs of actions/runner): `::name key=value,…::data` after any white
 * space, else `##[name key=value;…]data` anywhere. `also`: a name that is a command besides the registered ones.
 */
export function workflowCommand(line: string, also?: string): WorkflowCommand | undefined {
  const known = (name: string): boolean => REGISTERED.has(name) || name === also?.toLowerCase();
  return [newForm(line), oldForm(line)].find((one) => one !== undefined && known(one.name));
}

function newForm(line: string): WorkflowCommand | undefined {
  const text = line.trimStart();
  const end = text.indexOf('::', 2);
  if (!text.startsWith('::') || end < 0) return undefined;
  const { name, properties } = head(text.slice(2, end), ',', PROPERTY);
  return { name, properties, data: unescaped(text.slice(end + 2), DATA), old: false };
}

function oldForm(line: string): WorkflowCommand | undefined {
  const start = line.indexOf('##[');
  const end = line.indexOf(']', start);
  if (start < 0 || end < 0) return undefined;
  const { name, properties } = head(line.slice(start + 3, end), ';', OLD);
  return { name, properties, data: unescaped(line.slice(end + 1), OLD), old: true };
}

function head(text: string, separator: string, escapes: Readonly<Record<string, string>>): Pick<WorkflowCommand, 'name' | 'properties'> {
  const space = text.indexOf(' ');
  if (space < 0) return { name: text.toLowerCase(), properties: {} };
  const pairs = text
    .slice(space + 1)
    .split(separator)
    .map((pair) => pair.trim().split(/=(.*)/s))
    .filter(([key, value]) => key && value)
    .map(([key = '', value = '']) => [key, unescaped(value, escapes)] as const);
  return { name: text.slice(0, space).toLowerCase(), properties: Object.fromEntries(pairs) };
}

/** One after the other, `%25` last as in the runner, so that `%250A` stays the text `%0A`. */
function unescaped(text: string, escapes: Readonly<Record<string, string>>): string {
  return Object.entries(escapes).reduce((value, [escape, letter]) => value.replaceAll(escape, letter), text);
}
