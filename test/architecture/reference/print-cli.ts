import type { Command } from 'commander';
import { createProgram } from '../../../src/cli/program.ts';
import { code, heading, printTable } from './print-table.ts';

/** The command line of the product, to look at. */
export const readProgram = (): Command =>
  createProgram({ version: '0.0.0', args: [], environment: { token: undefined, plain: true }, signal: new AbortController().signal, exit: () => undefined });

/** The reference of the command line. */
export function printCli(): string {
  const program = readProgram();
  const parts = program.commands.flatMap((command) => [
    section(command, `capstan ${command.name()}`),
    ...command.commands.map((inner) => section(inner, `capstan ${command.name()} ${inner.name()}`)),
  ]);
  return `${heading('Command line', 'Every command ends with exit code 0, or 1 when something failed or did not pass; results go to standard output, errors to standard error. These options may stand anywhere:')}\n${optionsOf(program)}\n\n${parts.join('\n\n')}\n`;
}

function section(command: Command, name: string): string {
  const words = command.registeredArguments.map((argument) => (argument.required ? `<${argument.name()}>` : `[${argument.name()}]`));
  const lines = [`## \`${[name, ...words].join(' ')}\``, '', `${sentence(command.description())}.`];
  const given = command.registeredArguments.map((argument) => [code(argument.name()), argument.description]);
  return [
    ...lines,
    ...(given.every(([, what]) => what === '') ? [] : ['', printTable(['given', ''], given as string[][])]),
    ...(command.options.length === 0 ? [] : ['', optionsOf(command)]),
  ].join('\n');
}

const optionsOf = (command: Command): string =>
  printTable(
    ['option', 'what it does', 'default'],
    command.options.map((option) => [
      code(option.flags),
      `${option.description}${option.mandatory ? ' (needed)' : ''}`,
      option.defaultValue === undefined ? '' : code(String(option.defaultValue)),
    ]),
  );

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
