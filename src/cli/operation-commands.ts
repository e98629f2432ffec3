import type { Command } from 'commander';
import type { Operation, TSchema } from '../kernel/index.ts';
import type { OperationContext } from '../platform/index.ts';
import { flagOf, optionOf, readMember } from './command-option.ts';
import type { Session } from './session.ts';

type Offered = Operation<OperationContext>;

/** Adds a command whose body is loaded on use and gets a session; `asks` of one that writes nothing down, and may be ended at any moment. */
export type AddBody = (
  command: Command,
  body: (session: Session, positions: readonly (string | undefined)[], options: Readonly<Record<string, unknown>>) => Promise<number | void>,
  about: { readonly asks: boolean },
) => void;

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
  if (rest.length === 0) return parent.command(word!, { isDefault: word === 'list' && parent.parent !== null });
  const group = parent.commands.find((one) => one.name() === word) ?? parent.command(word!);
  return placeFor(group, rest);
}

/** Operations with the same words: the one whose positions are given is asked. */
function addCommand(command: Command, variants: readonly Offered[], addBody: AddBody): void {
  const [least] = variants;
  const most = variants.at(-1)!;
  const needed = positionsOf(least!).length;
  positionsOf(most).forEach((name, i) => command.argument(placeOf(name, i < needed, membersOf(most)[name]!), (membersOf(most)[name] as { description?: string }).description));
  const schemas = new Map(variants.flatMap((one) => Object.entries(membersOf(one)).filter(([name]) => !positionsOf(one).includes(name))));
  for (const [name, schema] of schemas) command.addOption(optionOf(name, schema).makeOptionMandatory(variants.length === 1 && isNeeded(most, name)));
  const saves = most.command?.saves;
  if (saves !== undefined) command.option(`${flagOf(saves.option)} <file>`, saves.description);
  command.description(tell(variants, (text) => text)).summary(tell(variants, (text) => text.split(/[:;.] /, 1)[0]!));
  const asks = variants.every(({ permission }) => permission === 'read');
  const body: Parameters<AddBody>[1] = async (session, positions, options) => {
    const given = positions.filter((one) => one !== undefined);
    const operation = variants.findLast((one) => positionsOf(one).length <= given.length)!;
    const told = Object.entries(options).filter(([name]) => name !== saves?.option && command.getOptionValueSource(name) !== 'default');
    const input = Object.fromEntries([
      ...positionsOf(operation).map((name, i) => [name, readMember(name, given[i], membersOf(operation)[name]!)] as const),
      ...told.map(([name, value]) => [name, readMember(flagOf(name), value, schemas.get(name)!)] as const),
    ]);
    const file = saves && (options[saves.option] as string | undefined);
    return (await import('./run-operation.ts')).runOperation(session, operation, { input, ...(file !== undefined && { file }) });
  };
  addBody(command, body, { asks });
}

/** A list takes all words that are left. */
const placeOf = (name: string, needed: boolean, schema: TSchema): string => {
  const words = (schema as { type?: string }).type === 'array' ? `${name}...` : name;
  return needed ? `<${words}>` : `[${words}]`;
};

const isNeeded = (operation: Offered, member: string): boolean => (operation.input as { required?: readonly string[] }).required?.includes(member) ?? false;

/** The summaries as one sentence of help. */
const tell = (variants: readonly Offered[], say: (summary: string) => string): string =>
  variants
    .map((one) => ({ last: positionsOf(one).at(-1), text: say(one.summary.charAt(0).toLowerCase() + one.summary.slice(1).replace(/\.$/, '')) }))
    .map(({ last, text }, i) => (i === 0 ? text : `with a ${last}, ${text}`))
    .join('; ');
