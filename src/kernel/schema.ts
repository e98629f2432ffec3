import { Type, type Static, type TObject, type TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Settings } from 'typebox/system';
import { defineErrors, errorKind } from './errors.ts';

export { Type, type Static, type TObject, type TSchema };

/** One thing wrong with a value: where (a path such as `/rows/3/origin`) and what. */
export interface Problem {
  readonly path: string;
  readonly message: string;
}

export const schemaErrors = defineErrors('SCHEMA', {
  INVALID: errorKind<{ what: string; problems: readonly Problem[] }>({
    status: 400,
    message: (f) =>
      `${f.what} is not valid: ${f.problems
        .slice(0, 5)
        .map((p) => `${p.path || '/'} ${p.message}`)
        .join('; ')}${f.problems.length > 5 ? `; and ${f.problems.length - 5} more` : ''}`,
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

/** Of a value with more problems than this, only so many are told. */
const MOST_PROBLEMS = 200;

/** Compiles a schema into a reader (0.2 µs a check). Compiling costs about 1 ms: keep the reader. */
export function compileReader<S extends TSchema>(schema: S): Reader<Static<S>> {
  type T = Static<S>;
  let compiled: ReturnType<typeof Compile> | undefined;
  const validator = (): ReturnType<typeof Compile> => {
    if (!compiled) {
      // The library stops at 8 problems unless told.
      Settings.Set({ maxErrors: MOST_PROBLEMS });
      compiled = Compile(schema);
    }
    return compiled;
  };
  const problems = (value: unknown): readonly Problem[] => summarise(validator().Errors(value)).map(({ instancePath, message }) => ({ path: instancePath, message }));
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

interface SchemaError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** A union tells of each of its members and of itself, an unknown member is told of twice: one problem each is left. */
function summarise(errors: readonly SchemaError[]): SchemaError[] {
  let kept: SchemaError[] = [];
  for (const error of errors) {
    if (error.keyword === 'boolean' && error.schemaPath.endsWith('/additionalProperties')) continue;
    const members = error.keyword === 'anyOf' ? kept.filter((one) => one.schemaPath.startsWith(`${error.schemaPath}/anyOf/`)) : [];
    const simple = members.length > 0 && members.every((one) => one.instancePath === error.instancePath && (one.keyword === 'const' || one.keyword === 'type'));
    if (simple) kept = kept.filter((one) => !members.includes(one));
    kept.push({ ...error, message: simple ? `must be ${joinWords(members.map(nameOf))}` : describe(error) });
  }
  return kept;
}

const joinWords = (words: readonly string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join());

/** What one member of a union asks for. */
function nameOf({ params }: SchemaError): string {
  const { allowedValue, type } = params as { allowedValue?: unknown; type?: unknown };
  return allowedValue === undefined ? String(type) : JSON.stringify(allowedValue);
}

function describe(error: SchemaError): string {
  const params = error.params as { additionalProperties?: readonly string[]; requiredProperties?: readonly string[] };
  if (error.keyword === 'additionalProperties' && params.additionalProperties) return `has unknown members: ${params.additionalProperties.join(', ')}`;
  if (error.keyword === 'required' && params.requiredProperties) return `lacks: ${params.requiredProperties.join(', ')}`;
  return error.message;
}
