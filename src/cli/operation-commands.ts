import type { Command } from 'commander';
import type { Operation, TSchema } from '../kernel/index.ts';
import type { OperationContext } from '../platform/index.ts';
import { flagOf, optionOf, readMember } from './command-option.ts';
import type { Session } from './session.ts';

type Offered = Operation<OperationContext>;

/** Adds a command whose body is loaded on use and gets a session. */
export type AddBody = (command: Command, body: (session: Session, positions: readonly (string | undefined)[]) => Promise<void>) => void;

/** Makes a command of every operation that describes one: name, help, positions and options come from it. */
export function addOperationCommands(program: Command, operations: readonly Offered[], addBody: AddBody): void {
  const byWords = new Map<string, Offered[]>();
  for (const operation of operations) {
    if (operation.command === undefined) continue;
    const { words } = operation.command;
    byWords.set(words, [...(byWords.get(words) ?? []), operation]);
  }
  for (const [words, variants] of byWords) {
    const ordered = variants.toSorted((one, other) => positionsOf(one).length - positionsOf(other).length);
    addCommand(placeFor(program, words.split(' ')), ordered, addBody);
  }
  for (const group of program.commands) if (group.description() === '') group.description(group.commands.map((one) => one.name()).join(', '));
}

const positionsOf = (operation: Offered): readonly string[] => operation.command?.positions ?? [];
const membersOf = (operation: Offered): Readonly<Record<string, TSchema>> => operation.input.properties;

/** The command at the end of some words; those before it are groups, and `list` of a group is what the group does by itself. */
function placeFor(parent: Command, [word, ...rest]: readonly string[]): Command {
  const isDefault = word === 'list' && rest.length === 0 && parent.parent !== null;
  const place = parent.commands.find((one) => one.name() === word) ?? parent.command(word!, { isDefault });
  return rest.length === 0 ? place : placeFor(place, rest);
}

/** Operations with the same words: the one whose positions are given is asked. */
function addCommand(command: Command, variants: readonly Offered[], addBody: AddBody): void {
  const most = variants.at(-1)!;
  const needed = Math.min(...variants.map(neededPositions));
  positionsOf(most).forEach((name, i) => command.argument(i < needed ? `<${name}>` : `[${name}]`, (membersOf(most)[name] as { description?: string }).description));
  const schemas = new Map(variants.flatMap((one) => Object.entries(membersOf(one)).filter(([name]) => !positionsOf(one).includes(name))));
  for (const [name, schema] of schemas) command.addOption(optionOf(name, schema).makeOptionMandatory(variants.length === 1 && isNeeded(most, name)));
  command.description(tell(variants, (text) => text)).summary(tell(variants, (text) => text.split(/[:;.] /, 1)[0]!));
  addBody(command, async (session, positions) => {
    const given = positions.filter((one) => one !== undefined);
    const operation = variants.findLast((one) => neededPositions(one) <= given.length)!;
    const input: Record<string, unknown> = {};
    for (const [name, schema] of schemas) {
      const told = valueOf(command, name);
      if (told !== undefined) input[name] = readMember(flagOf(name), told, schema);
    }
    for (const [i, name] of positionsOf(operation).entries()) if (given[i] !== undefined) input[name] = readMember(name, given[i], membersOf(operation)[name]!);
    await (await import('./run-operation.ts')).runOperation(session, operation, input);
  });
}

/** What was written for an option. A group that does something by itself takes the options that it has too from behind its commands. */
function valueOf(command: Command, name: string): unknown {
  for (let at: Command | null = command; at !== null; at = at.parent) if (at.getOptionValueSource(name) === 'cli') return at.getOptionValue(name);
  return undefined;
}

const neededPositions = (operation: Offered): number => positionsOf(operation).filter((name) => isNeeded(operation, name)).length;
const isNeeded = (operation: Offered, member: string): boolean => (operation.input as { required?: readonly string[] }).required?.includes(member) ?? false;

/** The summaries as one sentence of help. */
const tell = (variants: readonly Offered[], say: (summary: string) => string): string =>
  variants
    .map((one) => ({ last: positionsOf(one).at(-1), text: say(one.summary.charAt(0).toLowerCase() + one.summary.slice(1).replace(/\.$/, '')) }))
    .map(({ last, text }, i) => (i === 0 ? text : `with a ${last}, ${text}`))
    .join('; ');
