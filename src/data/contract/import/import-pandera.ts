import type { ColumnKind } from '../../columns.ts';
import { ContractDraft, type ImportedContract, kindOfType, literalPattern, type RuleFacts, wholePattern } from './contract-draft.ts';

/** A column of a Pandera schema: checks are members of it, or listed under `checks`, as versions differ. */
interface PanderaColumn {
  readonly [member: string]: unknown;
}

/** A schema of Pandera, as `to_json` and `to_yaml` write it. */
export interface PanderaSchema {
  readonly name?: string | null;
  readonly columns: Readonly<Record<string, PanderaColumn>>;
  readonly [member: string]: unknown;
}

/** Members of a column that are no checks. */
const FACTS = new Set([
  'dtype',
  'nullable',
  'unique',
  'required',
  'coerce',
  'regex',
  'description',
  'title',
  'checks',
  'name',
  'default',
  'metadata',
  'report_duplicates',
  'drop_invalid_rows',
  'parsers',
]);

/** Imports a schema of Pandera. */
export function importPandera(schema: PanderaSchema, known?: ReadonlyMap<string, ColumnKind>): ImportedContract {
  const draft = new ContractDraft(known);
  if (typeof schema.name === 'string') draft.describe(`imported from the Pandera schema ${schema.name}`);
  for (const [name, column] of Object.entries(schema.columns)) importColumn(draft, name, column);
  const key = Array.isArray(schema['unique']) ? schema['unique'].map(String) : typeof schema['unique'] === 'string' ? [schema['unique']] : [];
  if (key.length > 0) draft.rule('unique', key, () => draft.test({ test: 'unique', columns: key }));
  for (const { name } of checksOf(schema['checks'])) draft.leave(name, 'a check of all columns at once');
  if (hasMembers(schema['index'])) draft.leave('index', 'there is no index here: make it a column');
  if (schema['ordered'] === true) draft.leave('ordered', 'the order of columns does not matter here');
  if (schema['coerce'] === true) draft.leave('coerce', 'a contract tests values and changes none');
  return draft.finish();
}

const hasMembers = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

function importColumn(draft: ContractDraft, name: string, column: PanderaColumn): void {
  const type = typeof column['dtype'] === 'string' ? column['dtype'] : undefined;
  const kind = type === undefined ? undefined : kindOfType(type);
  if (column['regex'] === true) return draft.leave(name, 'a column whose name is an expression');
  if (type !== undefined && kind === undefined) return draft.leave(name, `no kind of column holds ${type}`);
  draft.column(name, {
    kind,
    nullable: column['nullable'] === true,
    unique: column['unique'] === true,
    description: typeof column['description'] === 'string' ? column['description'] : undefined,
  });
  if (column['required'] === false) draft.leave(`required (${name})`, 'a column of a contract must be there');
  if (column['coerce'] === true) draft.leave(`coerce (${name})`, 'a contract tests values and changes none');
  const members = Object.entries(column).filter(([member, value]) => !FACTS.has(member) && value !== null);
  for (const check of [...members.map(([member, value]) => checkOf(member, value)), ...checksOf(column['checks'])]) {
    const facts: RuleFacts = check.warns ? { severity: 'warn' } : {};
    draft.rule(`${check.name} (${name})`, [name], () => importCheck(draft, name, { ...check, facts }));
  }
}

/** A check by its name, with what it is given. */
interface PanderaCheck {
  readonly name: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** The only thing that it is given. */
  readonly value: unknown;
  readonly warns: boolean;
}

function checkOf(name: string, value: unknown): PanderaCheck {
  const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
  const options = (given['options'] ?? {}) as Readonly<Record<string, unknown>>;
  const own = Object.entries(given).filter(([member]) => !['options', 'raise_warning', 'ignore_na', 'check_name'].includes(member));
  return { name, given, value: own.length === 0 ? value : own[0]![1], warns: given['raise_warning'] === true || options['raise_warning'] === true };
}

function checksOf(checks: unknown): PanderaCheck[] {
  if (Array.isArray(checks)) return checks.map((one: { options?: { check_name?: string } }) => checkOf(one.options?.check_name ?? 'a check without a name', one));
  return typeof checks === 'object' && checks !== null ? Object.entries(checks).map(([name, value]) => checkOf(name, value)) : [];
}

function importCheck(draft: ContractDraft, column: string, { name, given, value, facts }: PanderaCheck & { readonly facts: RuleFacts }): string | undefined {
  switch (name) {
    case 'greater_than':
      return draft.range(column, { min: value, openMin: true }, facts);
    case 'greater_than_or_equal_to':
      return draft.range(column, { min: value }, facts);
    case 'less_than':
      return draft.range(column, { max: value, openMax: true }, facts);
    case 'less_than_or_equal_to':
      return draft.range(column, { max: value }, facts);
    case 'in_range':
      return draft.range(column, { min: given['min_value'], max: given['max_value'], openMin: given['include_min'] === false, openMax: given['include_max'] === false }, facts);
    case 'equal_to':
      return draft.values(column, [value], { ...facts, name: `${column} equal to` });
    case 'not_equal_to':
      return draft.values(column, [value], { ...facts, name: `${column} not equal to`, not: true });
    case 'isin':
      return draft.values(column, Array.isArray(value) ? value : [], { ...facts, name: `${column} in set` });
    case 'notin':
      return draft.values(column, Array.isArray(value) ? value : [], { ...facts, name: `${column} not in set`, not: true });
    case 'str_matches':
      return draft.pattern(column, wholePattern(String(value), 'match'), facts);
    case 'str_contains':
      return draft.pattern(column, wholePattern(String(value), 'search'), facts);
    case 'str_startswith':
      return draft.pattern(column, `${literalPattern(String(value))}.*`, facts);
    case 'str_endswith':
      return draft.pattern(column, `.*${literalPattern(String(value))}`, facts);
    case 'str_length': {
      const [exact, least, most] = [given['exact_value'], given['min_value'], given['max_value']].map((one) => (typeof one === 'number' ? one : undefined));
      return draft.pattern(column, `.{${exact ?? least ?? 0},${exact ?? most ?? ''}}`, facts);
    }
    default:
      return 'there is no such test here';
  }
}
