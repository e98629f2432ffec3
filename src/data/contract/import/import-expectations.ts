import type { ColumnKind } from '../../columns.ts';
import type { Aggregate } from '../table-test.ts';
import { ContractDraft, type ImportedContract, kindOfType, type RuleFacts, wholePattern } from './contract-draft.ts';

/** One expectation, in the form of Great Expectations 0.x or 1.x. */
interface Expectation {
  readonly type?: string;
  readonly expectation_type?: string;
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly severity?: string;
  readonly meta?: { readonly notes?: unknown } | null;
  readonly description?: string | null;
}

/** A suite of Great Expectations. */
export interface ExpectationSuite {
  readonly name?: string;
  readonly expectation_suite_name?: string;
  readonly expectations: readonly Expectation[];
}

const AGGREGATE_OF: Readonly<Record<string, readonly [Aggregate, number?]>> = {
  expect_column_mean_to_be_between: ['mean'],
  expect_column_median_to_be_between: ['quantile', 0.5],
  expect_column_stdev_to_be_between: ['sd'],
  expect_column_sum_to_be_between: ['sum'],
  expect_column_min_to_be_between: ['min'],
  expect_column_max_to_be_between: ['max'],
  expect_column_unique_value_count_to_be_between: ['distinct'],
  expect_column_proportion_of_unique_values_to_be_between: ['distinctShare'],
};

/** Imports a suite of Great Expectations. Its tests, too, pass over missing values; a row that fails is named by ours, where theirs name all of a group of duplicates. */
export function importExpectations(suite: ExpectationSuite, known?: ReadonlyMap<string, ColumnKind>): ImportedContract {
  const draft = new ContractDraft(known);
  const name = suite.name ?? suite.expectation_suite_name;
  if (name !== undefined) draft.describe(`imported from the Great Expectations suite ${name}`);
  for (const expectation of suite.expectations) importOne(draft, expectation);
  return draft.finish();
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []);
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

function importOne(draft: ContractDraft, expectation: Expectation): void {
  const type = expectation.type ?? expectation.expectation_type ?? 'an expectation without a type';
  const kwargs = expectation.kwargs ?? {};
  const column = typeof kwargs['column'] === 'string' ? kwargs['column'] : undefined;
  const about = column === undefined ? type : `${type} (${column})`;
  if (kwargs['row_condition'] !== undefined && kwargs['row_condition'] !== null)
    return draft.leave(about, 'a row_condition is in the language of another engine: write it as a condition in CEL');
  const facts = factsOf(expectation);
  if (column === undefined) importOfTable(draft, { type, kwargs, facts });
  else importOfColumn(draft, { type, about, kwargs, facts, column });
}

function factsOf({ severity, kwargs, meta, description }: Expectation): RuleFacts {
  const notes = meta?.notes;
  const content = description ?? (typeof notes === 'object' && notes !== null ? (notes as { content?: unknown }).content : notes);
  const text = Array.isArray(content) ? content.join(' ') : content;
  const mostly = number(kwargs?.['mostly']);
  return {
    ...((severity === 'warning' || severity === 'info') && { severity: 'warn' as const }),
    ...(mostly !== undefined && mostly < 1 && { atMost: Number((1 - mostly).toFixed(12)) }),
    ...(typeof text === 'string' && text !== '' && { description: text }),
  };
}

function importOfTable(draft: ContractDraft, { type, kwargs, facts }: { type: string; kwargs: Readonly<Record<string, unknown>>; facts: RuleFacts }): void {
  const { atMost: _, ...whole } = facts;
  switch (type) {
    case 'expect_table_row_count_to_equal':
    case 'expect_table_row_count_to_be_between': {
      const [min, max] = type.endsWith('equal') ? [number(kwargs['value']), number(kwargs['value'])] : [number(kwargs['min_value']), number(kwargs['max_value'])];
      draft.rule(type, [], () =>
        min === undefined && max === undefined ? 'it has no bound' : draft.test({ test: 'volume', ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...whole }),
      );
      return;
    }
    case 'expect_table_columns_to_match_set':
    case 'expect_table_columns_to_match_ordered_list':
      for (const name of texts(kwargs['column_set'] ?? kwargs['column_list'])) draft.column(name);
      if (type.endsWith('list')) draft.leave(type, 'the order of columns does not matter here; that they are there is tested');
      return;
    case 'expect_compound_columns_to_be_unique': {
      const columns = texts(kwargs['column_list']);
      draft.rule(type, columns, () => draft.test({ test: 'unique', columns, ...facts }));
      return;
    }
    case 'expect_column_pair_values_a_to_be_greater_than_b':
    case 'expect_column_pair_values_to_be_equal': {
      const [a, b] = [String(kwargs['column_A']), String(kwargs['column_B'])];
      const sign = type.endsWith('equal') ? '==' : kwargs['or_equal'] === true ? '>=' : '>';
      draft.rule(type, [a, b], () =>
        draft.kind(a) === draft.kind(b) || isNumeric(draft, a, b)
          ? draft.condition(`${a} ${sign} ${b}`, `${a} ${sign} ${b}`, [a, b], facts)
          : `${a} and ${b} are of different kinds`,
      );
      return;
    }
    default:
      draft.leave(type, 'there is no such test here');
  }
}

const isNumeric = (draft: ContractDraft, ...columns: readonly string[]): boolean =>
  columns.every((column) => ['number', 'integer', 'timestamp'].includes(draft.kind(column) ?? ''));

function importOfColumn(draft: ContractDraft, rule: { type: string; about: string; kwargs: Readonly<Record<string, unknown>>; facts: RuleFacts; column: string }): void {
  const { type, about, kwargs, facts, column } = rule;
  const { atMost, ...whole } = facts;
  const add = (make: () => string | undefined): void => draft.rule(about, [column], make);
  const ends = { min: kwargs['min_value'], max: kwargs['max_value'], openMin: kwargs['strict_min'] === true, openMax: kwargs['strict_max'] === true };
  const aggregate = AGGREGATE_OF[type];
  if (aggregate !== undefined) {
    if (!type.includes('unique')) draft.hint(column, 'number');
    const [of, at] = aggregate;
    const [min, max] = [number(ends.min), number(ends.max)];
    if (ends.openMin || ends.openMax) return draft.leave(about, 'a bound of an aggregate includes its end');
    return add(() =>
      min === undefined && max === undefined
        ? 'its bounds are no numbers'
        : draft.test({ test: 'aggregate', column, of, ...(at !== undefined && { at }), ...(min !== undefined && { min }), ...(max !== undefined && { max }), ...whole }),
    );
  }
  switch (type) {
    case 'expect_column_to_exist':
      return draft.column(column);
    case 'expect_column_values_to_not_be_null':
      if (atMost === undefined) return draft.column(column, { nullable: false });
      return add(() => draft.test({ test: 'missing', column, ...facts }));
    case 'expect_column_values_to_be_unique':
      if (atMost !== undefined) return draft.leave(about, 'theirs counts all rows of a group of duplicates, ours all but the first: a share of them means something else');
      return draft.column(column, { unique: true });
    case 'expect_column_values_to_be_of_type':
    case 'expect_column_values_to_be_in_type_list': {
      const types = type.endsWith('list') ? texts(kwargs['type_list']) : texts([kwargs['type_']]);
      const kinds = new Set(types.map(kindOfType));
      const [kind] = kinds;
      if (kinds.size !== 1 || kind === undefined) return draft.leave(about, `${types.join(', ')}: no single kind of column holds that`);
      return draft.column(column, { kind });
    }
    case 'expect_column_values_to_be_between':
      if (typeof (ends.min ?? ends.max) === 'number') draft.hint(column, 'number');
      return add(() => draft.range(column, ends, facts));
    case 'expect_column_values_to_be_in_set':
    case 'expect_column_values_to_not_be_in_set': {
      const set = Array.isArray(kwargs['value_set']) ? (kwargs['value_set'] as readonly unknown[]) : [];
      if (typeof set[0] === 'string') draft.hint(column, 'string');
      if (typeof set[0] === 'number') draft.hint(column, 'number');
      if (typeof set[0] === 'boolean') draft.hint(column, 'boolean');
      return add(() => draft.values(column, set, { ...facts, name: `${column} ${type.includes('not') ? 'not in' : 'in'} set`, not: type.includes('not') }));
    }
    case 'expect_column_values_to_match_regex':
      draft.hint(column, 'string');
      return add(() => draft.pattern(column, wholePattern(String(kwargs['regex']), 'match'), facts));
    case 'expect_column_value_lengths_to_equal':
    case 'expect_column_value_lengths_to_be_between': {
      draft.hint(column, 'string');
      const [least, most] = type.endsWith('equal') ? [number(kwargs['value']), number(kwargs['value'])] : [number(ends.min) ?? 0, number(ends.max)];
      return add(() => draft.pattern(column, `.{${least ?? 0},${most ?? ''}}`, facts));
    }
    case 'expect_column_values_to_be_increasing':
      return add(() => draft.test({ test: 'ordered', column, ...(kwargs['strictly'] === true && { strictly: true }), ...facts }));
    case 'expect_column_quantile_values_to_be_between': {
      draft.hint(column, 'number');
      const { quantiles = [], value_ranges: ranges = [] } = (kwargs['quantile_ranges'] ?? {}) as { quantiles?: number[]; value_ranges?: (number | null)[][] };
      return add(() => {
        quantiles.forEach((at, i) => {
          const [min, max] = ranges[i] ?? [];
          if (typeof min === 'number' || typeof max === 'number')
            draft.test({ test: 'aggregate', column, of: 'quantile', at, ...(typeof min === 'number' && { min }), ...(typeof max === 'number' && { max }), ...whole });
        });
        return undefined;
      });
    }
    default:
      draft.column(column);
      return draft.leave(about, 'there is no such test here');
  }
}
