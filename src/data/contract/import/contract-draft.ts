import { canBeVariable, parseInstant, patternProblem, setOwn } from '../../../kernel/index.ts';
import type { Column, ColumnKind, Severity } from '../../columns.ts';
import type { Contract, RowCondition } from '../contract.ts';
import type { AnyTableTest } from '../table-test.ts';

/** What could not be imported, by the name that it has there. */
export interface LeftOut {
  readonly name: string;
  readonly reason: string;
}

/** A contract made of somebody else's rules, and the rules that it does not hold. */
export interface ImportedContract {
  readonly contract: Contract;
  readonly left: readonly LeftOut[];
}

/** What the rules say beside the test itself. */
export interface RuleFacts {
  readonly severity?: Severity;
  readonly description?: string;
  readonly atMost?: number;
}

/** A rule that waits until the kinds of all columns are known; what it returns is why it is left out. */
type Rule = () => string | undefined;

/** Types of pandas, NumPy, Polars, Spark and databases by the kind that they hold. */
const KINDS: readonly (readonly [RegExp, ColumnKind])[] = [
  [/^(?:np\.)?u?int(?:eger)?_?\d*$|^(?:big|small|tiny)int$|^long(?:type)?$|^integertype$/i, 'integer'],
  [/^(?:np\.)?(?:float|double|decimal|numeric|real)_?\d*(?:type)?(?:\(.*\))?(?:\[.*\])?$/i, 'number'],
  [/^(?:str|string|object|category|text|char|n?varchar|utf8)(?:type)?_?(?:\(.*\))?(?:\[.*\])?$/i, 'string'],
  [/^bool(?:ean)?_?(?:type)?(?:\[.*\])?$/i, 'boolean'],
  [/^(?:np\.)?(?:datetime(?:64)?|timestamp|date|timestamptz)(?:type)?(?:\[.*\]|\(.*\))?$/i, 'timestamp'],
];

/** The kind that a type of another library holds; undefined for one that no column here can hold. */
export const kindOfType = (type: string): ColumnKind | undefined => KINDS.find(([names]) => names.test(type.trim()))?.[1];

/** Collects rules: first what columns there are and of which kind, then the tests, which depend on that. */
export class ContractDraft {
  readonly #columns = new Map<string, { kind: ColumnKind | undefined; nullable: boolean; unique: boolean; description?: string }>();
  readonly #rules: { name: string; columns: readonly string[]; rule: Rule }[] = [];
  readonly #tests: AnyTableTest[] = [];
  readonly #conditions: RowCondition[] = [];
  readonly #left: LeftOut[] = [];
  #description: string | undefined;

  /** @param known kinds of the columns, as a table has them */
  constructor(known: ReadonlyMap<string, ColumnKind> = new Map()) {
    for (const [name, kind] of known) this.column(name, { kind });
  }
  describe(description: string): void {
    this.#description = description;
  }
  column(name: string, says: { kind?: ColumnKind | undefined; nullable?: boolean; unique?: boolean; description?: string | undefined } = {}): void {
    const known = this.#columns.get(name) ?? { kind: undefined, nullable: true, unique: false };
    this.#columns.set(name, {
      kind: known.kind ?? says.kind,
      nullable: says.nullable ?? known.nullable,
      unique: says.unique ?? known.unique,
      ...((says.description ?? known.description) !== undefined && { description: (says.description ?? known.description)! }),
    });
  }
  /** Lets a value hint at a column's kind where nothing else tells it. */
  hint(name: string, kind: ColumnKind): void {
    this.#hints.set(name, this.#hints.get(name) ?? kind);
    this.column(name);
  }
  readonly #hints = new Map<string, ColumnKind>();
  leave(name: string, reason: string): void {
    this.#left.push({ name, reason });
  }
  rule(name: string, columns: readonly string[], rule: Rule): void {
    for (const column of columns) this.column(column);
    this.#rules.push({ name, columns, rule });
  }
  kind(name: string): ColumnKind | undefined {
    return this.#columns.get(name)?.kind ?? this.#hints.get(name);
  }
  test(test: AnyTableTest): undefined {
    this.#tests.push(test);
    return undefined;
  }
  condition(name: string, expression: string, columns: readonly string[], facts: RuleFacts): string | undefined {
    const odd = columns.find((column) => !canBeVariable(column));
    if (odd !== undefined) return `an expression cannot name the column ${JSON.stringify(odd)}`;
    const taken = this.#conditions.filter((one) => one.name === name || one.name.startsWith(`${name} (`)).length;
    this.#conditions.push({ name: taken === 0 ? name : `${name} (${taken + 1})`, expression, ...facts });
    return undefined;
  }
  /** A range, its ends open or closed. */
  range(column: string, ends: { min?: unknown; max?: unknown; openMin?: boolean; openMax?: boolean }, facts: RuleFacts): string | undefined {
    const [min, max] = [this.#bound(column, ends.min), this.#bound(column, ends.max)];
    if (min === null || max === null) return 'a bound is no number and no instant';
    if (min === undefined && max === undefined) return 'it has no bound';
    const kind = this.kind(column);
    if (kind === 'string' || kind === 'boolean') return `${column} is a ${kind}`;
    const inner = {
      ...(min !== undefined && { min: ends.openMin === true ? nextAbove(min) : min }),
      ...(max !== undefined && { max: ends.openMax === true ? -nextAbove(-max) : max }),
    };
    return this.test({ test: 'range', column, ...inner, ...facts });
  }
  #bound(column: string, value: unknown): number | undefined | null {
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number') return value;
    const instant = typeof value === 'string' && this.kind(column) === 'timestamp' ? parseInstant(value) : undefined;
    return instant ?? null;
  }
  /** The only values allowed, or those that are not. */
  values(column: string, values: readonly unknown[], about: RuleFacts & { readonly name: string; readonly not?: boolean }): string | undefined {
    const { name, not = false, ...facts } = about;
    const kind = this.kind(column);
    if (values.length === 0) return 'the set is empty';
    if (!not && kind === 'string' && values.every((value) => typeof value === 'string')) return this.test({ test: 'values', column, values: values as string[], ...facts });
    const cells = values.map((value) => celOf(kind, value));
    if (cells.includes(undefined)) return `a value of the set is not of the kind of ${column}`;
    return this.condition(name, cells.map((cell) => `${column} ${not ? '!=' : '=='} ${cell}`).join(not ? ' && ' : ' || '), [column], facts);
  }
  pattern(column: string, pattern: string, facts: RuleFacts): string | undefined {
    const problem = patternProblem(pattern);
    if (problem !== null) return `${JSON.stringify(pattern)}: ${problem}`;
    if (this.kind(column) !== 'string') return `${column} is a ${this.kind(column)}`;
    return this.test({ test: 'pattern', column, pattern, ...facts });
  }
  finish(): ImportedContract {
    for (const { name, columns, rule } of this.#rules) {
      const unknown = columns.filter((column) => this.kind(column) === undefined);
      const reason = unknown.length > 0 ? `the kind of ${unknown.join(', ')} is not known` : rule();
      if (reason !== undefined) this.leave(name, reason);
    }
    const columns: Record<string, Column> = {};
    for (const [name, { nullable, unique, description }] of this.#columns) {
      const kind = this.kind(name);
      if (kind === undefined) this.leave(name, 'no rule tells the kind of this column: name a table that has it with --table');
      else setOwn(columns, name, { kind, nullable, ...(unique && { unique }), ...(description !== undefined && { description }) });
    }
    const contract: Contract = {
      columns,
      ...(this.#conditions.length > 0 && { conditions: this.#conditions }),
      ...(this.#tests.length > 0 && { tests: this.#tests as NonNullable<Contract['tests']> }),
      ...(this.#description !== undefined && { description: this.#description }),
    };
    return { contract, left: this.#left };
  }
}

/** The smallest double above. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

function celOf(kind: ColumnKind | undefined, value: unknown): string | undefined {
  if (kind === 'string') return typeof value === 'string' ? JSON.stringify(value) : undefined;
  if (kind === 'boolean') return typeof value === 'boolean' ? String(value) : undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** A regular expression of Python as one that the whole text must match. `match` looks from the beginning, `search` anywhere. */
export function wholePattern(regex: string, how: 'match' | 'search'): string {
  const simple = !regex.includes('|');
  const [begins, ends] = [simple && regex.startsWith('^'), simple && regex.endsWith('$') && !regex.endsWith(String.raw`\$`)];
  const inner = regex.slice(begins ? 1 : 0, ends ? -1 : undefined);
  const core = simple ? inner : `(?:${regex})`;
  return `${how === 'search' && !begins ? '.*' : ''}${core}${ends ? '' : '.*'}`;
}

/** A text as a pattern that matches it alone. */
export const literalPattern = (text: string): string => text.replaceAll(/[\^$\\.*+?()[\]{}|/]/g, String.raw`\$&`);
