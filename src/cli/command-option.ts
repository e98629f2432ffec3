import { Option } from 'commander';
import { messageOf, type TSchema } from '../kernel/index.ts';
import { cliErrors } from './cli.errors.ts';
import { readInstant } from './read-instant.ts';

/** What is read of the schema of a member to make an option of it. */
interface MemberShape {
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly anyOf?: readonly { readonly const?: unknown }[];
  readonly items?: TSchema;
}

/** `maxBytes` is `--max-bytes`. */
export const flagOf = (name: string): string => `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The option that gives a member of an operation's input. A default is told, not sent: the operation has it. */
export function optionOf(name: string, schema: TSchema): Option {
  const { description = '', default: standard } = schema as MemberShape;
  const placeholder = placeholderOf(schema);
  const option = new Option(placeholder === undefined ? flagOf(name) : `${flagOf(name)} <${placeholder}>`, description);
  return standard === undefined ? option : option.default(standard);
}

function placeholderOf(schema: TSchema): string | undefined {
  const { type, format, anyOf, items } = schema as MemberShape;
  if (format === 'instant') return 'day';
  if (anyOf?.every((one) => typeof one.const === 'string')) return anyOf.map((one) => one.const).join('|');
  if (type === 'boolean') return undefined;
  if (type === 'array' && items !== undefined) return `${placeholderOf(items) ?? 'truth'}...`;
  return { string: 'text', integer: 'n', number: 'number' }[type ?? ''] ?? 'json';
}

/** Reads the words of a command line as a value of a member; what is no number stays a text, for the schema to refuse. Throws CLI_INSTANT_UNREADABLE, CLI_INPUT_UNREADABLE. */
export function readMember(what: string, given: unknown, schema: TSchema): unknown {
  if (Array.isArray(given)) return given.map((one) => readMember(what, one, (schema as MemberShape).items ?? {}));
  if (typeof given !== 'string') return given;
  if ((schema as MemberShape).format === 'instant') return /^-?\d+$/.test(given) ? Number(given) : readInstant(what, given);
  switch (placeholderOf(schema)) {
    case 'n':
    case 'number':
      return given.trim() === '' || Number.isNaN(Number(given)) ? given : Number(given);
    case 'json':
      return readJson(what, given);
    default:
      return given;
  }
}

function readJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw cliErrors.INPUT_UNREADABLE({ what, reason: messageOf(error) }, { cause: error });
  }
}
