import type { ExpressionTree } from '../../kernel/index.ts';
import type { Columns } from '../columns.ts';
import { quoteLiteral } from '../table-sql.store.ts';
import type { ColumnSql } from './column-sql.store.ts';
import { countsTexts } from '../profile/counted-value.ts';

/** A part of an expression in SQL, and what it gives. */
interface Part {
  readonly sql: string;
  readonly type: 'number' | 'string' | 'bool';
  /** True when it may be no number: a difference of infinities. */
  readonly computed?: boolean;
}

const ORDERED = ['<', '<=', '>', '>='];

/**
 * A condition as SQL that means the same as in JavaScript, on rows in which every column that it uses has a value of its kind; null where one of its operators would not: functions, division
 * (by zero), the order of texts (by bytes there, by code units here). There is no null and no error in what remains, and numbers overflow alike; a NaN, which DuckDB takes for a number, is told apart.
 */
export function conditionSql(tree: ExpressionTree, columns: Columns, sql: ReadonlyMap<string, ColumnSql>): string | null {
  const compile = (node: ExpressionTree): Part | null => {
    const [op, ...args] = node;
    const parts = (of: readonly unknown[]): Part[] | null => {
      const compiled = of.map((one) => compile(one as ExpressionTree));
      return compiled.every((part) => part !== null) ? compiled : null;
    };
    switch (op) {
      case 'value':
        return literal(args[0]);
      case 'id': {
        const name = String(args[0]);
        const column = sql.get(name);
        const kind = columns[name]?.kind;
        if (column === undefined || kind === undefined) return null;
        if (kind === 'boolean') return { sql: `(${column.value})`, type: 'bool' };
        return countsTexts(kind) ? { sql: `(${column.value})`, type: 'string' } : { sql: `CAST(${column.number} AS DOUBLE)`, type: 'number' };
      }
      case '&&':
      case '||': {
        const both = parts(args);
        return both && isOf(both, 'bool') ? { sql: `(${both[0]!.sql} ${op === '&&' ? 'AND' : 'OR'} ${both[1]!.sql})`, type: 'bool' } : null;
      }
      case '!_': {
        const inner = compile(args[0] as ExpressionTree);
        return inner?.type === 'bool' ? { sql: `(NOT ${inner.sql})`, type: 'bool' } : null;
      }
      case '-_': {
        const inner = compile(args[0] as ExpressionTree);
        return inner?.type === 'number' ? { ...inner, sql: `(- ${inner.sql})` } : null;
      }
      case '+':
      case '-':
      case '*': {
        const both = parts(args);
        return both && isOf(both, 'number') ? { sql: `(${both[0]!.sql} ${op} ${both[1]!.sql})`, type: 'number', computed: true } : null;
      }
      case '?:': {
        const three = parts(args);
        if (three === null) return null;
        const [test, yes, no] = three as [Part, Part, Part];
        if (test.type !== 'bool' || yes.type !== no.type) return null;
        return { sql: `(CASE WHEN ${test.sql} THEN ${yes.sql} ELSE ${no.sql} END)`, type: yes.type, ...((yes.computed || no.computed) && { computed: true }) };
      }
      case 'in': {
        const [what, list] = args as [ExpressionTree, ExpressionTree];
        if (list[0] !== 'list' || list.length === 1) return null;
        const all = parts([what, ...list.slice(1)]);
        if (all === null || all.some((part) => part.computed) || !isOf(all, all[0]!.type)) return null;
        return {
          sql: `(${all[0]!.sql} IN (${all
            .slice(1)
            .map((part) => part.sql)
            .join(', ')}))`,
          type: 'bool',
        };
      }
      default: {
        if (op !== '==' && op !== '!=' && !ORDERED.includes(op)) return null;
        const both = parts(args);
        if (both === null || !isOf(both, both[0]!.type) || (ORDERED.includes(op) && both[0]!.type !== 'number')) return null;
        return compare(op, both as [Part, Part]);
      }
    }
  };
  const whole = compile(tree);
  return whole?.type === 'bool' ? whole.sql : null;
}

const isOf = (parts: readonly Part[], type: Part['type']): boolean => parts.every((part) => part.type === type);

/** Nothing is equal to, less or greater than a NaN. */
function compare(op: string, [a, b]: readonly [Part, Part]): Part {
  const plain = `${a.sql} ${{ '==': '=', '!=': '<>' }[op] ?? op} ${b.sql}`;
  const isNoNumber = [a, b].filter((part) => part.computed).map((part) => `isnan(${part.sql})`);
  if (isNoNumber.length === 0) return { sql: `(${plain})`, type: 'bool' };
  return { sql: op === '!=' ? `(${isNoNumber.join(' OR ')} OR ${plain})` : `(NOT (${isNoNumber.join(' OR ')}) AND ${plain})`, type: 'bool' };
}

function literal(value: unknown): Part | null {
  if (typeof value === 'number') return { sql: `CAST('${value}' AS DOUBLE)`, type: 'number' };
  if (typeof value === 'boolean') return { sql: value ? 'TRUE' : 'FALSE', type: 'bool' };
  // DuckDB's texts end at a NUL, and hold no half of a pair.
  if (typeof value !== 'string' || value.includes('\0') || /\p{Surrogate}/u.test(value)) return null;
  return { sql: quoteLiteral(value), type: 'string' };
}
