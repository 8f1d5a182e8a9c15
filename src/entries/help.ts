import { DEFAULT_CONFIG } from '../core/plan.ts';
import type { Command } from './commands.ts';
import type { Option } from './options.ts';

/** `gate help`: what each command takes and does. */
export function overview(commands: Readonly<Record<string, Command>>): string {
  const rows = Object.entries(commands).map(
    ([name, command]) => `  ${headOf(name, command)}${optionsWord(command)}\n      ${command.does}`,
  );
  return `gate: decides whether software may be released, and can prove why

${rows.join('\n')}

  gate help COMMAND
      lists the options of a command, with an example
  gate version

CONFIG defaults to ${DEFAULT_CONFIG}.
`;
}

/** `gate help COMMAND`: its usage, each option with what it means, an example. */
export function helpOf(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([option, one]) => [written(option, one), one.means] as const);
  const width = Math.max(0, ...options.map(([option]) => option.length));
  const rows = options.map(([option, means]) => `  ${option.padEnd(width)}  ${means}\n`);
  const parts = [
    `${headOf(name, command)}${optionsWord(command)}\n`,
    `  ${command.does}\n`,
    rows.join(''),
    `Example:\n  ${command.example}\n`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** The usage with every option, for who mistook one. */
export function usageOf(name: string, command: Command): string {
  const options = Object.entries(command.options).map(([option, one]) => {
    const more = one.multiple ? '…' : '';
    return one.required ? `${written(option, one)}${more}` : `[${written(option, one)}${more}]`;
  });
  return [headOf(name, command), ...options].join(' ');
}

function headOf(name: string, { takes }: Command): string {
  return takes === '' ? `gate ${name}` : `gate ${name} ${takes}`;
}

function optionsWord({ options }: Command): string {
  const required = Object.entries(options).filter(([, { required }]) => required);
  const words = required.map(([option, one]) => ` ${written(option, one)}`).join('');
  return Object.keys(options).length > required.length ? `${words} [options]` : words;
}

function written(option: string, { value }: Option): string {
  return value === undefined ? `--${option}` : `--${option} ${value}`;
}
