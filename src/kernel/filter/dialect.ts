import { COMPARATORS, type Field, type FieldType, LISTS, type Operator, type OrderItem, PATTERNS, PRESENCES } from './filter.ts';
import { invalidAt } from './filter.errors.ts';
import type { Token } from './tokenize-filter.ts';

/** What is known of a field, or of all fields of an open entity. */
export interface FieldKind {
  readonly type: FieldType;
  /** Other spellings of its key. */
  readonly aliases?: readonly string[];
  /** @default all that its type takes: see `OPERATORS` */
  readonly operators?: readonly Operator[];
  /** The only texts it can hold. */
  readonly values?: readonly string[];
}

/** One kind of field: `open` when any key will do, as in `tags.team`, else with its `keys`. */
export type Entity = { readonly name: string; readonly aliases?: readonly string[] } & ({ readonly open: FieldKind } | { readonly keys: Readonly<Record<string, FieldKind>> });

/** What a search may name: the grammar is the same for all, the names are the dialect's. */
export interface Dialect {
  readonly entities: readonly Entity[];
  /** The entity of a name without a dot. */
  readonly bare: string;
  /** Texts may go without quotes, as in `params.lr = 0.01`. @default false */
  readonly bareTexts?: boolean;
}

/** What a search may be sorted by. */
export interface OrderDialect extends Pick<Dialect, 'entities' | 'bare'> {
  /** The order when none is asked for. */
  readonly usual: readonly OrderItem[];
  /** Follow what is asked for, unless it names them, so that the order is total: the last one differs for any two rows. */
  readonly ties: readonly OrderItem[];
}

const OPERATORS: Readonly<Record<FieldType, readonly Operator[]>> = {
  text: ['=', '!=', ...PATTERNS, ...LISTS, ...PRESENCES],
  number: [...COMPARATORS, ...LISTS, ...PRESENCES],
  id: ['=', '!=', ...LISTS, ...PRESENCES],
};

/** A field that a dialect knows, with what it takes. */
export interface KnownField {
  readonly field: Field;
  readonly operators: readonly Operator[];
  readonly values: readonly string[] | undefined;
  /** Of an entity that takes any key. */
  readonly open: boolean;
}

const listed = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Finds the field that a name stands for. Throws FILTER_INVALID. */
export function resolveField(token: Extract<Token, { kind: 'name' }>, dialect: Pick<Dialect, 'entities' | 'bare'>): KnownField {
  const [first, ...rest] = token.parts;
  // A dot inside quotes separates nothing: `metrics.a` in backticks is no metric.
  const bare = rest.length === 0 && !first!.text.includes('.');
  const entityName = bare ? dialect.bare : rest.length === 0 ? first!.text.split('.')[0]! : first!.text;
  const entity = rest.length > 0 || bare ? dialect.entities.find(({ name, aliases = [] }) => name === entityName || aliases.includes(entityName)) : undefined;
  if (entity === undefined) {
    const names = listed(dialect.entities.map(({ name }) => name));
    throw invalidAt(token, `one of ${names}`, `Invalid entity type '${entityName}'. Valid values are [${names}]`);
  }
  const key = bare ? first!.text : rest.map((part) => part.text).join('.');
  const known = 'open' in entity ? ([key, entity.open] as const) : Object.entries(entity.keys).find(([name, { aliases = [] }]) => name === key || aliases.includes(key));
  if (known === undefined) {
    const names = listed('open' in entity ? [] : Object.keys(entity.keys));
    throw invalidAt(token, `one of ${names}`, `Invalid ${entity.name} key '${key}' specified. Valid keys are '{${names}}'`);
  }
  const [name, { type, operators = OPERATORS[type], values }] = known;
  return { field: { entity: entity.name, key: name, type }, operators, values, open: 'open' in entity };
}
