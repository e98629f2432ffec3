import type { TSchema } from '../../../src/kernel/index.ts';
import { code } from './print-table.ts';

interface Plain {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly TSchema[];
  readonly items?: TSchema;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: object;
}

/** A schema in few words: `number, 0 to 1`. */
export function describeType(schema: TSchema): string {
  const plain = schema as Plain;
  if (plain.const !== undefined) return code(JSON.stringify(plain.const));
  if (plain.format === 'instant') return plain.anyOf ? 'moment, written or in ms' : 'moment, ms';
  if (plain.pattern?.startsWith('^sha256:')) return 'digest';
  if (plain.anyOf) return plain.anyOf.map(describeType).join(' or ');
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = plain;
  const bounds = [
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : minimum !== undefined ? `at least ${minimum}` : maximum !== undefined ? `at most ${maximum}` : '',
    exclusiveMinimum === undefined ? '' : `more than ${exclusiveMinimum}`,
    exclusiveMaximum === undefined ? '' : `less than ${exclusiveMaximum}`,
    plain.pattern === undefined ? '' : `as ${code(plain.pattern)}`,
  ].filter((bound) => bound !== '');
  const name = { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', null: 'null', object: 'object' }[plain.type ?? ''] ?? 'anything';
  return [plain.type === 'array' ? `list of: ${describeType(plain.items!)}` : name, ...bounds].join(', ');
}
