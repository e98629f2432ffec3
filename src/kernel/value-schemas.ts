import { type Static, type TSchema, type TUnsafe, Type } from 'typebox';
import type { Instant } from './clock.ts';
import type { Digest } from './digest.ts';
import type { Interval } from './event-time.ts';
import type { JsonValue } from './json.ts';

// JSON ends it: it is read-only already, and has no end of its own.
type DeepReadonly<T> = JsonValue extends T ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

/** What a schema describes, to be read and not changed: the type of a record whose definition is its schema. */
export type ValueOf<S extends TSchema> = DeepReadonly<Static<S>>;

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * The schema of a type that is written elsewhere, for people to read or for users to import. A member that only one of the two has is a compile error.
 * @example
 * export const overviewSchema = schemaFor<Overview>()(Type.Object({ project: Type.String() }));
 */
export const schemaFor =
  <T>() =>
  <S extends TSchema>(schema: S & (Same<ValueOf<S>, DeepReadonly<T>> extends true ? unknown : { readonly differs: [schema: ValueOf<S>, type: T] })): TUnsafe<T> =>
    Type.Unsafe<T>(schema);

/** `sha256:` and 64 hex digits. */
export const digestSchema = (description: string): TUnsafe<Digest> => Type.Unsafe<Digest>(Type.String({ pattern: '^sha256:[0-9a-f]{64}$', description }));

/** A moment in whole milliseconds since 1970, UTC. Doors show it as a date. */
export const instantSchema = (description: string): TUnsafe<Instant> => Type.Unsafe<Instant>(Type.Integer({ format: 'instant', description }));

/** A moment as people write it; `parseInstant` reads it. */
export const writtenInstantSchema = (description: string): TUnsafe<string | Instant> =>
  Type.Unsafe<string | Instant>(Type.Union([Type.String(), Type.Number()], { format: 'instant', description: `${description}: 2001-02-01, 2001-02-01T12:00Z or milliseconds` }));

/** A half-open stretch of time. */
export const intervalSchema = (description: string): TUnsafe<Interval> =>
  Type.Unsafe<Interval>(Type.Object({ from: instantSchema('its first moment'), to: instantSchema('the moment just after it') }, { description }));

/** Anything that JSON can say. */
export const jsonSchema = (description: string): TUnsafe<JsonValue> => Type.Unsafe<JsonValue>(Type.Unknown({ description }));

/** One of a closed set of words. */
export const oneOf = <const V extends string>(words: readonly V[], description?: string): TUnsafe<V> =>
  Type.Unsafe<V>(
    Type.Union(
      words.map((word) => Type.Literal(word)),
      description === undefined ? {} : { description },
    ),
  );

/** The same, or null. */
export const orNull = <S extends TSchema>(schema: S): TUnsafe<Static<S> | null> => {
  const { description } = schema as { description?: string };
  return Type.Unsafe<Static<S> | null>(Type.Union([schema, Type.Null()], description === undefined ? {} : { description }));
};
