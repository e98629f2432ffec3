import { type Static, type TObject, type TSchema, Type } from 'typebox';
import type { ValueOf } from './value-schemas.ts';

/** What a principal must be allowed to do: look, change records, or decide what production does. */
export const PERMISSIONS = ['read', 'write', 'deploy'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/**
 * How a person asks for an operation on the command line. Everything else follows from the operation: its summary is the help, the members of its input
 * are the options (`maxBytes` is `--max-bytes`, with its description and default), and its output is what `--json` prints.
 */
export interface CommandForm<Member extends string = string> {
  /** What is typed after `capstan`: `rollback`, or `data diff`. `list` of a group is what the group's name alone does. */
  readonly words: string;
  /** Members of the input that are given by position, in this order. Of several operations with the same words, the one whose positions are all given is asked. */
  readonly positions?: readonly Member[];
  /** True of an answer with which the command ends in failure (exit code 1), such as a table that breaks its contract. */
  readonly failed?: (answer: unknown) => boolean;
  /** An option that writes a file where the command is typed, wherever the operation runs. */
  readonly saves?: SavedFile;
}

/** A file that a command can leave beside its answer: `--report out.html`. */
export interface SavedFile {
  /** The option that names the file. */
  readonly option: string;
  readonly description: string;
  /** The operation that is asked instead, with the same input. It answers with `answer`, what the command's own operation answers, and `file`, the bytes of the file in base64. */
  readonly by: string;
  /** By which other commands know such a file. @default any */
  readonly ending?: string;
}

/**
 * A thing Capstan can do, as a value. HTTP routes, commands, the client's types and the reference come from it.
 *
 * To add one, write it into the list of its room, `<room>.operations.ts`; there is nothing else to edit:
 *
 *     export const dataOperations = [
 *       defineOperation({
 *         name: 'data.diff',
 *         summary: 'Compare two dataset versions: rows, columns, distributions, contracts.',
 *         permission: 'read',
 *         command: { words: 'data diff', positions: ['before', 'after'] },
 *         input: Type.Object({ before: versionName, after: versionName }),
 *         output: datasetDiffSchema,
 *         run: ({ data }: Context, { before, after }) => data.diff(before, after),
 *       }),
 *       …
 *     ] as const;
 *
 * `Context` names the rooms that it needs and the actor it is run for; `platform` provides them. That file loads schemas and errors alone, so that the
 * command line can offer what is in it without opening a room: what does the work is reached through the context, or by `import()`. Every member of a
 * schema that a person reads has a description; a record whose schema is its definition takes its type from it: `type Finding = ValueOf<typeof findingSchema>`.
 * The text that the command line shows of an answer is a table or a list of its members, unless `src/cli/views/` has a better one.
 */
export interface Operation<Ctx, N extends string = string, I extends TObject = TObject, O extends TSchema = TSchema> {
  /** `noun.verb`, such as `data.diff`; POST (or GET for a `read`) `/v1/data/diff`. */
  readonly name: N;
  /** One sentence for the help and the reference. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  readonly permission: Permission;
  /** Left out where a person has no use for it on the command line. */
  readonly command?: CommandForm<keyof I['properties'] & string>;
  /** Does it. A method, so that operations with different inputs fit into one list: whoever calls one from there reads the input by its schema first. */
  run(ctx: Ctx, input: Static<I>): Promise<ValueOf<O>> | ValueOf<O>;
}

/** Declares an operation, keeping its name and the types of its schemas. An input with a member that is not declared is refused: it may be a misspelt one. */
export const defineOperation = <Ctx, const N extends string, I extends TObject, O extends TSchema>(operation: Operation<Ctx, N, I, O>): Operation<Ctx, N, I, O> => ({
  ...operation,
  input: Type.Object<I['properties']>(operation.input.properties, { additionalProperties: false }) as I,
});
