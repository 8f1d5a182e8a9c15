/**
 * `name=value` and `name<<delimiter` lines as the runner reads them (FileCommandManager).
 * @throws for what it refuses
 */
export function parseCommandFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals > 0 && (heredoc < 0 || equals < heredoc)) values[line.slice(0, equals)] = line.slice(equals + 1);
    else if (heredoc > 0) {
      const end = lines.indexOf(line.slice(heredoc + 2), i + 1);
      if (end < 0) throw new Error(`no end of the value of ${line.slice(0, heredoc)}`);
      values[line.slice(0, heredoc)] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else throw new Error(`Invalid format '${line}'`);
  }
  return values;
}
