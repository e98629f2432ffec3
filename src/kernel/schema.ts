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
  const problems = (value: unknown): readonly Problem[] => summarise(schema, validator().Errors(value)).map(({ instancePath, message }) => ({ path: instancePath, message }));
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

/** One problem; where it is that the value is none of some kinds or constants, which these are. */
interface ToldError extends SchemaError {
  readonly wanted?: readonly string[];
}

/** A union tells of each of its members and of itself, a constant also of its type, an unknown member is told of twice: one problem each is left. */
function summarise(schema: TSchema, errors: readonly SchemaError[]): ToldError[] {
  let kept: ToldError[] = [];
  for (const error of errors) {
    if (error.keyword === 'boolean' && error.schemaPath.endsWith('/additionalProperties')) continue;
    if (error.keyword === 'const') kept = kept.filter((one) => one.keyword !== 'type' || one.schemaPath !== error.schemaPath.replace(/const$/, 'type'));
    const members = error.keyword === 'anyOf' ? kept.filter((one) => one.schemaPath.startsWith(`${error.schemaPath}/anyOf/`)) : [];
    if (members.length > 0) kept = [...kept.filter((one) => !members.includes(one)), ...ofUnion(error, members, `${error.instancePath}/${namingMember(schema, error)}`)];
    else kept.push({ ...error, ...wantedBy(error), message: describe(error) });
  }
  return kept;
}

/** What is wrong with a value that is no member of a union: what the member that was meant tells, or which members there are. */
function ofUnion(union: SchemaError, errors: readonly ToldError[], naming: string): readonly ToldError[] {
  const numberOf = ({ schemaPath }: SchemaError): string => schemaPath.slice(union.schemaPath.length).split('/')[2]!;
  const members = [...new Set(errors.map(numberOf))].map((number) => errors.filter((one) => numberOf(one) === number));
  /** Whether a member was not meant: the value is another thing altogether, or what names it (`test: 'missing'`) says otherwise. */
  const rulesOut = ({ instancePath, wanted }: ToldError): boolean => wanted !== undefined && (instancePath === union.instancePath || instancePath === naming);
  const meant = members.filter((member) => !member.some(rulesOut));
  if (meant.length > 0) return meant.reduce((best, member) => (member.length < best.length ? member : best));
  const reasons = members.map((member) => member.find(rulesOut)!);
  const { instancePath } = reasons.find((one) => one.instancePath !== union.instancePath) ?? reasons[0]!;
  const wanted = [...new Set(reasons.flatMap((one) => (one.instancePath === instancePath ? one.wanted! : [])))];
  return [{ ...union, instancePath, wanted, message: `must be ${joinWords(wanted)}` }];
}

/** The member by which the objects of a union are told apart: all of them have it, and it is a constant in each. */
function namingMember(schema: TSchema, union: SchemaError): string | undefined {
  const at = union.schemaPath
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], schema);
  const objects = ((at as SchemaPart | undefined)?.anyOf ?? []).flatMap(({ properties }) => (properties ? [properties] : []));
  return Object.keys(objects[0] ?? {}).find((name) =>
    objects.every((properties) => properties[name] && (properties[name].anyOf ?? [properties[name]]).every((one) => 'const' in one)),
  );
}

interface SchemaPart {
  readonly properties?: Readonly<Record<string, SchemaPart>>;
  readonly anyOf?: readonly SchemaPart[];
}

const joinWords = (words: readonly string[]): string => (words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : words.join());

function wantedBy({ keyword, params }: SchemaError): Pick<ToldError, 'wanted'> {
  const { allowedValue, type } = params as { allowedValue?: unknown; type?: unknown };
  if (keyword === 'const') return { wanted: [JSON.stringify(allowedValue)] };
  return keyword === 'type' ? { wanted: [String(type)] } : {};
}

function describe(error: SchemaError): string {
  const params = error.params as { additionalProperties?: readonly string[]; requiredProperties?: readonly string[]; allowedValue?: unknown };
  if (error.keyword === 'additionalProperties' && params.additionalProperties) return `has unknown members: ${params.additionalProperties.join(', ')}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params.allowedValue)}`;
  if (error.keyword === 'required' && params.requiredProperties) return `lacks: ${params.requiredProperties.join(', ')}`;
  return error.message;
}
