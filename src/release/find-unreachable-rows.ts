import { compileExpression, isCapstanError } from '../kernel/index.ts';
import type { Rule } from './rules.ts';

/** The values of one number for which a comparison holds; NaN is never among them. */
interface Range {
  readonly low: number;
  readonly lowOpen: boolean;
  readonly high: number;
  readonly highOpen: boolean;
}

/** What a conjunction of comparisons says; `whole` when every part of it was understood. */
interface Box {
  readonly ranges: ReadonlyMap<string, Range>;
  readonly whole: boolean;
}

/**
 * Rows of a decision table that can never decide: after a row that always holds, never holding themselves, or covered by one
 * earlier row (`score >= 0.5` after `score >= 0.2`). Only what is certain is reported: comparisons of a name with a number,
 * joined by `&&`, are understood; anything else is taken as unknown.
 */
export function findUnreachableRows(rows: readonly Rule[]): readonly { readonly row: number; readonly message: string }[] {
  const found: { row: number; message: string }[] = [];
  const boxes = rows.map((row) => boxOf(row.when));
  const constants = rows.map((row) => constantOf(row.when));
  rows.forEach((row, at) => {
    const always = constants.slice(0, at).indexOf(true);
    const covering = boxes.slice(0, at).findIndex((earlier, i) => covers(earlier, boxes[at]!) || rows[i]!.when.trim() === row.when.trim());
    if (constants[at] === false || isEmpty(boxes[at]!)) found.push({ row: at, message: 'never holds' });
    else if (always >= 0) found.push({ row: at, message: `is never reached: ${rows[always]!.id} before it always holds` });
    else if (covering >= 0) found.push({ row: at, message: `is never reached: ${rows[covering]!.id} before it (${rows[covering]!.when}) holds whenever it does` });
  });
  return found;
}

function constantOf(source: string): boolean | undefined {
  try {
    return compileExpression(source, { variables: {}, result: 'bool' }).evaluate({}) === true;
  } catch (error) {
    if (isCapstanError(error, 'EXPRESSION_INVALID')) return undefined;
    throw error;
  }
}

const COMPARISON = /^([A-Za-z_]\w*)\s*(>=|<=|>|<|==)\s*(-?\d+(?:\.\d+)?)$/;

function boxOf(source: string): Box {
  const ranges = new Map<string, Range>();
  // An alternative, a choice or a group could make the conjunction hold elsewhere.
  if (/\|\||\?|[("'[]/.test(source)) return { ranges, whole: false };
  let whole = true;
  for (const part of source.split('&&')) {
    const match = COMPARISON.exec(part.trim());
    if (!match) {
      whole = false;
      continue;
    }
    const [, name, operator, text] = match as unknown as [string, string, string, string];
    const range = rangeOf(operator, Number(text));
    const before = ranges.get(name);
    ranges.set(name, before ? intersect(before, range) : range);
  }
  return { ranges, whole };
}

function rangeOf(operator: string, bound: number): Range {
  return {
    low: operator === '<' || operator === '<=' ? -Infinity : bound,
    lowOpen: operator === '>',
    high: operator === '>' || operator === '>=' ? Infinity : bound,
    highOpen: operator === '<',
  };
}

function intersect(a: Range, b: Range): Range {
  const low = Math.max(a.low, b.low);
  const high = Math.min(a.high, b.high);
  return { low, high, lowOpen: (a.low === low && a.lowOpen) || (b.low === low && b.lowOpen), highOpen: (a.high === high && a.highOpen) || (b.high === high && b.highOpen) };
}

const isEmpty = (box: Box): boolean => [...box.ranges.values()].some((r) => r.low > r.high || (r.low === r.high && (r.lowOpen || r.highOpen)));

/** True when the earlier row certainly holds wherever the later one does. */
function covers(earlier: Box, later: Box): boolean {
  if (!earlier.whole) return false;
  return [...earlier.ranges].every(([name, outer]) => {
    const inner = later.ranges.get(name);
    if (!inner) return false;
    const lowFits = inner.low > outer.low || (inner.low === outer.low && (!outer.lowOpen || inner.lowOpen));
    const highFits = inner.high < outer.high || (inner.high === outer.high && (!outer.highOpen || inner.highOpen));
    return lowFits && highFits;
  });
}
