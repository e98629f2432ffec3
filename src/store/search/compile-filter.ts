import { type Expression, sql, type SqlBool } from 'kysely';
import { type Comparison, type Filter, type FilterValue, unreachable } from '../../kernel/index.ts';
import type { Cell, Cells } from './reach.ts';

type Test = Expression<SqlBool>;

/**
 * Compiles a filter to a condition. Names and values become parameters, never SQL. A comparison is null where the row lacks the field, which SQL's AND and OR
 * treat as we do; NOT makes false of it first.
 */
export function compileFilter(filter: Filter, about: { cells: Cells; collation: string }): Test {
  switch (filter.kind) {
    case 'and':
    case 'or': {
      const empty = sql<SqlBool>`${sql.lit(filter.kind === 'and' ? 1 : 0)} = 1`;
      const [word, of] = [filter.kind === 'and' ? sql` and ` : sql` or `, filter.of.map((part) => compileFilter(part, about))];
      return of.length === 0 ? empty : sql<SqlBool>`(${sql.join(of, word)})`;
    }
    case 'not':
      return sql<SqlBool>`not ((${compileFilter(filter.of, about)}) is true)`;
    case 'comparison': {
      const found = about.cells.find(filter.field);
      if (!('exists' in found)) return compare(found, filter, about.collation);
      const exists = (comparison: Comparison): Test => found.exists((value) => compare({ value, nan: undefined, nullable: true }, comparison, about.collation));
      return filter.operator === 'IS NULL' ? sql<SqlBool>`not ${exists({ ...filter, operator: 'IS NOT NULL' })}` : exists(filter);
    }
  }
}

/** A number as a parameter that fits whole and real columns alike: PostgreSQL would refuse 1.5, or 1e300, beside a whole one. */
export const numberParameter = (value: number): Expression<unknown> => (Number.isSafeInteger(value) ? sql`${value}` : sql`cast(${value} as double precision)`);

const parameter = (value: FilterValue): Expression<unknown> => (typeof value === 'number' ? numberParameter(value) : sql`${value}`);

function compare({ value, nan }: Cell, comparison: Comparison, collation: string): Test {
  const number = (test: Test): Test => (nan === undefined ? test : sql<SqlBool>`(${nan} = 0 and ${test})`);
  const orNan = (test: Test): Test => (nan === undefined ? test : sql<SqlBool>`(${nan} = 1 or ${test})`);
  switch (comparison.operator) {
    case '=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return number(sql<SqlBool>`${value} ${sql.raw(comparison.operator)} ${parameter(comparison.value)}`);
    case '!=':
      return orNan(sql<SqlBool>`${value} <> ${parameter(comparison.value)}`);
    case 'IN':
      return number(sql<SqlBool>`${value} in (${sql.join(comparison.values.map(parameter))})`);
    case 'NOT IN':
      return orNan(sql<SqlBool>`${value} not in (${sql.join(comparison.values.map(parameter))})`);
    case 'LIKE':
      return matches(value, comparison.value);
    case 'NOT LIKE':
      return sql<SqlBool>`not ${matches(value, comparison.value)}`;
    case 'ILIKE':
      return matches(lower(value, collation), lowerAscii(comparison.value));
    case 'NOT ILIKE':
      return sql<SqlBool>`not ${matches(lower(value, collation), lowerAscii(comparison.value))}`;
    case 'IS NULL':
      return sql<SqlBool>`${value} is null`;
    case 'IS NOT NULL':
      return sql<SqlBool>`${value} is not null`;
    default:
      return unreachable(comparison);
  }
}

/** A backslash is a character like any other: only PostgreSQL would escape with it by itself. */
const matches = (value: Expression<unknown>, pattern: string): Test => sql<SqlBool>`(${value} like ${pattern.replaceAll('\\', '\\\\')} escape '\\')`;

// SQLite knows the cases of A to Z alone; the collation makes PostgreSQL do the same.
const lower = (value: Expression<unknown>, collation: string): Expression<unknown> => sql`lower(${value} collate ${sql.id(collation)})`;
const lowerAscii = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
