import { mlflowErrors } from './mlflow.errors.ts';
import { asPython } from './python-text.ts';

// MLflow reads requests as protobuf's JSON: numbers may come as texts, enums by name or number, names in two spellings, null is absence, unknown members are ignored.

/** How one field of a request is read. */
export interface Field<T, Needed extends boolean = false> {
  /** As the reference names it. */
  readonly type: string;
  readonly needed: Needed;
  /** An older name that is read when the field is not there. */
  readonly alias?: string;
  /** The value, typed; undefined when it is not of the type. */
  readonly read: (value: unknown, path: string) => T | undefined;
}

/** The fields of a request or of a message in it, by name. */
export type Fields = Readonly<Record<string, Field<unknown, boolean>>>;

/** What is read of some fields: those that are needed are there. */
export type Message<F extends Fields> = {
  readonly [K in keyof F as F[K]['needed'] extends true ? K : never]: ValueOf<F[K]>;
} & { readonly [K in keyof F as F[K]['needed'] extends true ? never : K]?: ValueOf<F[K]> };

type ValueOf<F> = F extends Field<infer T, boolean> ? T : never;

const field = <T>(type: string, read: Field<T>['read']): Field<T> => ({ type, needed: false, read });

/** Half of a surrogate pair is no character of any record: as whoever reads it back sees it, it is U+FFFD from the start. */
export const text = field('string', (value) => (typeof value === 'string' ? Buffer.from(value).toString() : undefined));

export const truth = field('bool', (value) => {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && /^(?:true|false)$/i.test(value) ? value.toLowerCase() === 'true' : undefined;
});

/** A whole number that JavaScript holds exactly; one that it does not is refused, not rounded. */
export const int64 = field('int64', (value) => {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
});

const SPECIAL = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

export const double = field('double', (value) => {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  if (typeof value !== 'string') return undefined;
  const number = SPECIAL.get(value) ?? (/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : Number.NaN);
  return Number.isNaN(number) && value !== 'NaN' ? undefined : number;
});

/** One of a closed set, by its name or by its number; `numbers` begin where the first name has its own. */
export const choice = <const N extends string>(names: readonly N[], first = 1): Field<N> =>
  field(names.join(' · '), (value) => {
    const byName = names.find((name) => name === value);
    if (byName !== undefined || value === '') return byName;
    return typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)) ? names[Number(value) - first] : undefined;
  });

/** A message in a message. Its own wrong fields are told with their path. */
export const message = <F extends Fields>(fields: F): Field<Message<F>> => {
  const read = compileFields(fields);
  const names = Object.entries(fields).map(([name, { needed }]) => `${name}${needed ? '*' : ''}`);
  return field(`{ ${names.join(', ')} }`, (value, path) => (isObject(value) ? read(value, `${path}.`) : undefined));
};

/** A list of something. */
export const list = <T>(item: Field<T>): Field<readonly T[]> =>
  field(`${item.type}[]`, (value, path) => {
    if (!Array.isArray(value)) return undefined;
    return value.map((each, i) => item.read(each, `${path}[${i}]`) ?? refuse(each, `${path}[${i}]`));
  });

/** A field that must be there, and not empty. */
export const needed = <T>(given: Field<T>, alias?: string): Field<T, true> => ({ ...given, needed: true, ...(alias !== undefined && { alias }) });

/** The run that a request is about: older clients call it `run_uuid`. */
export const runId = needed(text, 'run_uuid');

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function refuse(value: unknown, path: string): never {
  throw mlflowErrors.PARAMETER_TYPE({ path, ...asPython(value) });
}

/** Makes the reader of some fields; `prefix` stands before their names in what it tells of wrong ones. Throws MLFLOW_PARAMETER_MISSING, MLFLOW_PARAMETER_TYPE. */
export function compileFields<F extends Fields>(fields: F): (given: Readonly<Record<string, unknown>>, prefix?: string) => Message<F> {
  const plan = Object.entries(fields).map(([name, one]) => ({ name, camel: name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), ...one }));
  return (given, prefix = '') => {
    const result: Record<string, unknown> = {};
    for (const { name, camel, alias, needed: isNeeded, read } of plan) {
      const value = given[name] ?? given[camel] ?? (alias === undefined ? undefined : given[alias]);
      if (value === undefined || value === null || (isNeeded && value === '')) {
        if (isNeeded) throw mlflowErrors.PARAMETER_MISSING({ path: prefix + name });
        continue;
      }
      result[name] = read(value, prefix + name) ?? refuse(value, prefix + name);
    }
    return result as Message<F>;
  };
}

/** Takes a query apart: a field that is a list takes every value of its name, another the first one. */
export function readQuery(query: URLSearchParams, fields: Fields): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, { type, alias }] of Object.entries(fields)) {
    const values = query.getAll(name);
    if (values.length > 0) given[name] = type.endsWith('[]') ? values : values[0];
    else if (alias !== undefined && query.has(alias)) given[alias] = query.get(alias);
  }
  return given;
}
