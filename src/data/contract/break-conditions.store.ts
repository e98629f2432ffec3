import { setOwn } from '../../kernel/index.ts';
import type { ColumnSet } from '../../store/index.ts';
import type { Columns } from '../columns.ts';
import { type CheckView, positionsOf } from './check-view.store.ts';
import type { Tested } from './column-sql.store.ts';
import { conditionSql } from './condition-sql.store.ts';
import { conditionHolds } from './compile-row-contract.ts';
import { allowanceText } from './share-test.ts';
import type { CompiledCondition } from './validate-contract.ts';

const EXAMPLES = 5;
const CHUNK = 1_000_000;

/** A condition that does not hold for some rows: how many, and the first of them. */
export interface BrokenCondition extends Tested {
  readonly condition: CompiledCondition;
  readonly count: number;
  readonly first: readonly number[];
}

/** Where a condition fails, in SQL; null when it must be evaluated in JavaScript. It says nothing of a row in which a column that it uses has no value. */
function failingSql(view: CheckView, { expression, uses }: CompiledCondition): string | null {
  const holds = conditionSql(expression.tree, view.columns, view.sql);
  return holds === null ? null : [...uses.map((name) => `(${view.sql.get(name)!.value}) IS NOT NULL`), `NOT ${holds}`].join(' AND ');
}

/**
 * Evaluates conditions: in SQL where every operator means the same there, else in JavaScript, as in serving. There, a condition depends on the values that it uses
 * and nothing else, so each distinct combination of them is evaluated once.
 */
export async function brokenConditions(view: CheckView, conditions: readonly CompiledCondition[]): Promise<BrokenCondition[]> {
  const broken: BrokenCondition[] = [];
  const compiled = conditions.map((condition) => ({ condition, failing: failingSql(view, condition) }));
  const counts = await countFailing(
    view,
    compiled.flatMap(({ failing }) => failing ?? []),
  );
  for (const { condition, failing } of compiled) {
    const { count, first } = failing === null ? await countBreaking(view, condition) : await firstFailing(view, failing, counts.shift()!);
    const { name, severity, expression, stated } = condition;
    const facts = { ...(stated.owner !== undefined && { owner: stated.owner }), ...(stated.description !== undefined && { description: stated.description }) };
    const message = `${name} (${expression.source}) does not hold${allowanceText(stated)}`;
    if (count > 0) broken.push({ condition, column: name, reason: 'condition', severity, ...facts, message, count, first });
  }
  return broken;
}

/** How many rows fail each of several conditions, in one pass. */
async function countFailing(view: CheckView, conditions: readonly string[]): Promise<number[]> {
  if (conditions.length === 0) return [];
  const [found] = await view.store.query<Record<string, number>>(`SELECT ${conditions.map((sql, i) => `count(*) FILTER (WHERE ${sql}) AS c${i}`).join(', ')} FROM ${view.from}`);
  return conditions.map((_, i) => found![`c${i}`]!);
}

async function firstFailing(view: CheckView, failing: string, count: number): Promise<Pick<BrokenCondition, 'count' | 'first'>> {
  return { count, first: count === 0 ? [] : await positionsOf(view, `SELECT "row*" FROM ${view.numbered} WHERE ${failing} ORDER BY 1 LIMIT ${EXAMPLES}`) };
}

/** How many rows break a condition, and the first of them, evaluated in JavaScript. */
async function countBreaking(view: CheckView, condition: CompiledCondition): Promise<Pick<BrokenCondition, 'count' | 'first'>> {
  const values = condition.uses.map((name) => view.sql.get(name)!.value);
  const combinations = await view.store.columnsOf(
    `SELECT ${[...values, 'count(*)', 'min("row*")'].join(', ')} FROM ${view.numbered}${values.length > 0 ? ` GROUP BY ${values.map((_, i) => i + 1).join(', ')}` : ''}`,
  );
  const [counts, firsts] = combinations.columns.slice(-2) as [Float64Array, Float64Array];
  let count = 0;
  const first: number[] = [];
  forEachRow(view.columns, condition.uses, combinations, (row, i) => {
    if (counts[i] === 0 || conditionHolds(condition, view.columns, row)) return;
    count += counts[i]!;
    first.push(firsts[i]!);
  });
  return { count, first: first.sort((a, b) => a - b).slice(0, EXAMPLES) };
}

/** The positions of all rows for which one of the conditions does not hold. */
export async function rowsBreaking(view: CheckView, conditions: readonly CompiledCondition[], rows: number): Promise<number[]> {
  const sql = conditions.flatMap((condition) => failingSql(view, condition) ?? []);
  const others = conditions.filter((condition) => failingSql(view, condition) === null);
  const found = sql.length === 0 ? [] : await positionsOf(view, `SELECT "row*" FROM ${view.numbered} WHERE ${sql.map((one) => `(${one})`).join(' OR ')} ORDER BY 1`);
  return others.length === 0 ? found : [...new Set([...found, ...(await rowsBreakingInJavaScript(view, others, rows))])].sort((a, b) => a - b);
}

async function rowsBreakingInJavaScript(view: CheckView, conditions: readonly CompiledCondition[], rows: number): Promise<number[]> {
  const names = [...new Set(conditions.flatMap((condition) => condition.uses))];
  const values = names.map((name) => view.sql.get(name)!.value);
  const found: number[] = [];
  for (let start = 0; start < rows; start += CHUNK) {
    const chunk = await view.store.columnsOf(`SELECT ${[...values, '"row*"'].join(', ')} FROM ${view.numbered} WHERE "row*" >= ${start} AND "row*" < ${start + CHUNK}`);
    const positions = chunk.columns.at(-1) as Float64Array;
    forEachRow(view.columns, names, chunk, (row, i) => {
      if (conditions.some((condition) => !conditionHolds(condition, view.columns, row))) found.push(positions[i]!);
    });
  }
  return found;
}

/** Calls `visit` with each row of the first columns and its index; the row object is reused. */
function forEachRow(columns: Columns, names: readonly string[], chunk: ColumnSet, visit: (row: Readonly<Record<string, unknown>>, index: number) => void): void {
  const row: Record<string, unknown> = {};
  for (let i = 0; i < chunk.rows; i++) {
    for (let c = 0; c < names.length; c++) {
      const value = chunk.columns[c]![i]!;
      setOwn(row, names[c]!, columns[names[c]!]!.kind === 'boolean' && !Number.isNaN(value) ? value === 1 : value);
    }
    visit(row, i);
  }
}
