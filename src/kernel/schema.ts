import { Type, type Static, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { defineErrors, errorKind } from './errors.ts';

export { Type, type Static, type TSchema };

/** One thing wrong with a value: where (a path such as `/rows/3/origin`) and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export const schemaErrors = defineErrors('SCHEMA', {
  INVALID: errorKind<{ what: string; problems: readonly Problem[] }>({
    status: 400,
    message: (f) => `${f.what} is not valid: ${f.problems.slice(0, 5).map((p) => `${p.path || '/'} ${p.message}`).join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
    remedy: (f) => `correct the ${f.problems.length === 1 ? 'named member' : 'named members'} and try again`,
  }),
});

/** Reads unknown values as one schema's type; made once, used often. */
export interface Reader<T> {
  readonly schema: TSchema;
  /** True when the value has the schema's type. */
  check(value: unknown): value is T;
  /** Every problem of the value; empty when there is none. */
  problems(value: unknown): readonly Problem[];
  /** The value, typed. Throws SCHEMA_INVALID with all problems at once. */
  read(value: unknown, what: string): T;
}

/** Compiles a schema into a reader (0.2 µs a check). Compiling costs about 1 ms: keep the reader. */
export function compileReader<S extends TSchema>(schema: S): Reader<Static<S>> {
  type T = Static<S>;
  let compiled: ReturnType<typeof Compile> | undefined;
  const validator = (): ReturnType<typeof Compile> => (compiled ??= Compile(schema));
  const problems = (value: unknown): readonly Problem[] =>
    validator().Errors(value).map((error) => ({ path: error.instancePath, message: describe(error) }));
  return {
    schema,
    check: (value): value is T => validator().Check(value),
    problems,
    read(value, what) {
      if (validator().Check(value)) return value as T;
      throw schemaErrors.INVALID({ what, problems: problems(value) });
    },
  };
}

function describe(error: { keyword: string; message: string; params: object }): string {
  const params = error.params as { additionalProperties?: readonly string[]; requiredProperties?: readonly string[] };
  if (error.keyword === 'additionalProperties' && params.additionalProperties) return `has unknown members: ${params.additionalProperties.join(', ')}`;
  if (error.keyword === 'required' && params.requiredProperties) return `lacks: ${params.requiredProperties.join(', ')}`;
  return error.message;
}
