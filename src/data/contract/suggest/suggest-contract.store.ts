import { canBeVariable, setOwn } from '../../../kernel/index.ts';
import type { Columns as ColumnStore } from '../../../store/index.ts';
import type { Column, Columns } from '../../columns.ts';
import { quoteIdentifier } from '../../table-sql.store.ts';
import type { Contract, RowCondition } from '../contract.ts';
import type { AnyTableTest, ReferenceTable } from '../table-test.ts';
import { isMissing } from '../value-of-kind.ts';
import { boundShare } from './bound-share.ts';
import { type Draft, percent, roundUp, USELESS } from './draft.ts';
import { readSample, type SeenSample, type SeenTable } from './read-sample.store.ts';
import { partRows } from './sample.ts';
import { suggestDrift } from './suggest-drift.ts';
import { rangeOf, suggestShares } from './suggest-shares.ts';

/** A proposed contract, and what there is to say of it beside the reason that each of its tests carries. */
export interface SuggestedContract {
  readonly contract: Contract;
  readonly notes: readonly string[];
}

/** Rows below which a contract would be guesswork. */
const FEW = 200;
/** What never was empty in so many rows must not be. */
const NEVER_EMPTY = 1000;

/** What is asked of a proposal. */
export interface SuggestionGoal {
  /** The share of further batches that may break the contract. */
  readonly falseAlarm: number;
  /** How the contract is to name the tables, which the drift battery compares further batches with. */
  readonly against: readonly ReferenceTable[];
}

/** The part of the budget of false alarms that the drift battery has; all other tests share the rest evenly. */
const OF_DRIFT = 0.5;

/**
 * Proposes a contract from one table, or from earlier batches of it: of further batches like these at most a share of `falseAlarm` breaks it. Every bound is that of a prediction,
 * not the least and greatest that was seen. What differs between tables (of fewer than four: between stretches
 * of consecutive rows) is measured and allowed for. One thing is assumed: a column that is never empty in a thousand rows must not be.
 */
export async function suggestContract(store: ColumnStore, tables: readonly SeenTable[], { falseAlarm, against }: SuggestionGoal): Promise<SuggestedContract> {
  const sample = await readSample(store, tables);
  const columns: Record<string, Column> = {};
  for (const column of sample.columns) {
    let empty = false;
    for (let i = 0; i < sample.rows && !empty; i++) empty = isMissing(column.values[i]);
    setOwn(columns, column.name, { kind: column.kind, nullable: empty || sample.allRows < NEVER_EMPTY });
  }
  const notes = notesOf(sample, falseAlarm);
  if (sample.allRows < FEW) return { contract: { columns }, notes };
  const keys = await suggestKeys(store, sample, columns);
  const drafts = [
    // The numbers of a key go on beyond what was seen.
    ...sample.columns.flatMap((column) => (column.kind === 'integer' && keys.names.has(column.name) ? [] : suggestShares(sample, column))),
    ...keys.drafts,
    ...(await suggestOrder(store, sample)),
    ...suggestGaps(sample),
  ];
  const level = ((1 - OF_DRIFT) * falseAlarm) / Math.max(1, drafts.length);
  const tests: AnyTableTest[] = [];
  const conditions: RowCondition[] = [];
  for (const draft of drafts) {
    const made = draft.at(level);
    if ('useless' in made) notes.push(made.useless);
    else if ('test' in made) tests.push(made.test);
    else conditions.push(made.condition);
  }
  tests.push(suggestDrift(sample, { against, falseAlarm: OF_DRIFT * falseAlarm }));
  return { contract: { columns, ...(conditions.length > 0 && { conditions }), tests: tests as NonNullable<Contract['tests']> }, notes };
}

function notesOf(sample: SeenSample, falseAlarm: number): string[] {
  const { allRows, rows, batches, parts, left } = sample;
  const seen = `${allRows.toLocaleString('en-US')} rows${rows < allRows ? `, of which ${rows.toLocaleString('en-US')} at random were looked at` : ''}`;
  return [
    batches
      ? `made from ${parts} batches, ${seen}; of further batches at most ${percent(falseAlarm)} should break it`
      : `made from ${seen}, taken as ${parts} stretches; what changes from batch to batch shows better in four versions or more`,
    ...(allRows < FEW ? [`fewer than ${FEW} rows: only the columns are proposed`] : []),
    ...left.map(({ name, what }) => `${name}: no contract speaks of ${what}`),
  ];
}

/** Columns that never repeat a value are keys; without one, whole rows are. */
async function suggestKeys(store: ColumnStore, sample: SeenSample, columns: Columns): Promise<{ names: ReadonlySet<string>; drafts: Draft[] }> {
  const candidates = sample.columns.filter(({ name, kind }) => kind !== 'number' && kind !== 'boolean' && kind !== 'timestamp' && !columns[name]!.nullable);
  const all = sample.columns.map((column) => quoteIdentifier(column.name));
  const counted = [...candidates.map(({ name }) => `count(DISTINCT ${quoteIdentifier(name)})`), `count(DISTINCT (${all.join(', ')}))`];
  const [found] = await store.query<Record<string, number>>(`SELECT ${counted.map((sql, i) => `${sql} AS c${i}`).join(', ')} FROM ${sample.table}`);
  const names = candidates.filter((_, i) => found![`c${i}`] === sample.allRows).map((column) => column.name);
  const repeated = sample.allRows - found![`c${candidates.length}`]!;
  const keys = names.length > 0 ? names.map((name) => ({ columns: [name], hits: 0 })) : [{ columns: sample.columns.map((column) => column.name), hits: repeated }];
  const drafts = keys.map((key): Draft => ({
    about: key.columns.join(', '),
    at: (level) => {
      const bound = boundShare([{ rows: sample.allRows, hits: key.hits }], level / 2);
      if (bound > USELESS) return { useless: 'whole rows are repeated too often' };
      const atMost = roundUp(bound);
      const description = key.hits === 0 ? `no two of ${sample.allRows.toLocaleString('en-US')} rows agree` : `${percent(key.hits / sample.allRows)} of the rows repeat another`;
      return { test: { test: 'unique', columns: key.columns, atMost, falseAlarm: level / 2, description, ...(key.columns.length > 1 && { name: 'whole rows' }) } };
    },
  }));
  return { names: new Set(names), drafts };
}

/** Instants that come in order must go on to. */
async function suggestOrder(store: ColumnStore, sample: SeenSample): Promise<Draft[]> {
  const instants = sample.columns.filter((column) => column.kind === 'timestamp' && sample.rows === sample.allRows);
  const drafts: Draft[] = [];
  for (const { name } of instants) {
    const column = quoteIdentifier(name);
    const [found] = await store.query<{ hits: number }>(
      `SELECT count(*) FILTER (WHERE v < before) AS hits FROM (SELECT ${column} AS v, lag(${column}) OVER (ORDER BY n) AS before FROM (SELECT *, row_number() OVER () AS n FROM ${sample.table}))`,
    );
    if (found!.hits > 0.01 * sample.rows) continue;
    drafts.push({
      about: name,
      at: (level) => {
        const atMost = roundUp(boundShare([{ rows: sample.rows, hits: found!.hits }], level / 2));
        return {
          test: {
            test: 'ordered',
            column: name,
            atMost,
            falseAlarm: level / 2,
            description: `${found!.hits} of ${sample.rows.toLocaleString('en-US')} rows are earlier than the one before`,
          },
        };
      },
    });
  }
  return drafts;
}

/** The time between two instants of a row stays within what was seen. */
function suggestGaps(sample: SeenSample): Draft[] {
  const instants = sample.columns.filter((column) => column.kind === 'timestamp' && canBeVariable(column.name));
  const drafts: Draft[] = [];
  for (const [i, a] of instants.entries())
    for (const b of instants.slice(i + 1)) {
      const gaps = (b.values as Float64Array).map((later, row) => later - (a.values as Float64Array)[row]!);
      const range = rangeOf(sample, gaps);
      if (range === null) continue;
      const parts = Array.from(partRows(sample), (of, part) => ({ rows: of, hits: range.hits[part]! }));
      drafts.push({
        about: `${a.name}, ${b.name}`,
        at: (level) => {
          const bound = boundShare(parts, level / 2);
          if (bound > USELESS) return { useless: `the time from ${a.name} to ${b.name} differs too much from part to part` };
          const atMost = roundUp(bound);
          const condition = {
            name: `time from ${a.name} to ${b.name}`,
            expression: `${b.name} - ${a.name} >= ${double(range.min)} && ${b.name} - ${a.name} <= ${double(range.max)}`,
            atMost,
            falseAlarm: level / 2,
            description: `the least and the greatest of ${sample.rows.toLocaleString('en-US')} rows, in ms; of new ones at most ${percent(atMost)} lie beyond`,
          };
          return { condition };
        },
      });
    }
  return drafts;
}

const double = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));
