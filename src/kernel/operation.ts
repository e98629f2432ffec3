import type { Static, TSchema } from 'typebox';

/** What a principal must be allowed to do: look, change records, or decide what production does. */
export const PERMISSIONS = ['read', 'write', 'deploy'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * A thing Capstan can do, as a value. HTTP routes, CLI commands, the client's types and the reference come from it.
 * `Ctx` is what its room needs; `platform` provides it.
 */
export interface Operation<Ctx, I extends TSchema = TSchema, O extends TSchema = TSchema> {
  /** `noun.verb`, such as `data.diff`; POST (or GET for a `read`) `/v1/data/diff`. */
  readonly name: string;
  /** One sentence for the help and the reference. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  readonly permission: Permission;
  readonly run: (ctx: Ctx, input: Static<I>) => Promise<Static<O>> | Static<O>;
}

/** Declares an operation, keeping the types of its schemas. */
export const defineOperation = <Ctx, I extends TSchema, O extends TSchema>(operation: Operation<Ctx, I, O>): Operation<Ctx, I, O> => operation;
