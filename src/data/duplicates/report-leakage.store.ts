import type { Columns as ColumnStore } from '../../store/index.ts';
import { wilsonInterval } from '../../stats/index.ts';
import { dataErrors } from '../data.errors.ts';
import { isNumeric, type TableSql, type TypeFamily } from '../table-sql.store.ts';
import { describeTable, readTable } from '../tables/read-table.store.ts';
import { columnOf, numbersOf, requireColumns, type Table, textOf } from '../tables/table.ts';
import { findNearDuplicates, nearRecall, ROWS_AT_MOST } from './find-near-duplicates.ts';
import { type Leak, type Leakage, type LeakageOrder } from './leakage.ts';
import { powerOfColumn } from './power-of-column.ts';
import { countAfter, countConflicts, countShared, countTimeOverlap, differentRows, readRepeats, type TwoTables } from './read-repeats.store.ts';
import { tokensOf } from './tokens.ts';
import { tellValue } from '../tell-value.ts';

/** Different rows that are compared for nearness at most. */
const NEAR_ROWS = Math.min(200_000, ROWS_AT_MOST);
/** A share below this is no leak that a test would notice. */
const SHARE = 0.001;
/** A column that tells the label so well alone is too good to be true. */
const POWER = 0.98;
/** A number goes with others more closely by nature: last month's with this month's. Between the two a column is worth a look. */
const POWER_OF_NUMBERS = 0.995;

const formatCount = (count: number): string => count.toLocaleString('en-US');
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/**
 * Looks for what makes a test say more than is true: rows, near rows, keys and groups on both sides, training rows later than the test, columns that know the outcome.
 * Reads both tables once a question. Throws DATA_TABLE_UNFIT.
 */
export async function reportLeakage(store: ColumnStore, sides: { readonly train: TableSql; readonly test: TableSql }, order: LeakageOrder): Promise<Leakage> {
  const [left, right] = [await describeTable(store, sides.train), await describeTable(store, sides.test)];
  const named = [order.label, order.key, order.eventAt, ...(order.groups ?? [])].filter((name) => name !== undefined);
  for (const side of [left, right]) requireColumns(side.keys(), named);
  const ignored = new Set([order.key, order.label, ...(order.ignore ?? [])]);
  const families = new Map([...left].flatMap(([name, family]) => (right.has(name) ? [[name, commonFamily(family, right.get(name)!)] as const] : [])));
  requireInstants(order.eventAt, left, right);
  const columns = new Map([...families].filter(([name]) => !ignored.has(name)));
  if (columns.size === 0) throw dataErrors.TABLE_UNFIT({ problems: ['the two tables have no column in common by which rows could be compared'] });
  const two: TwoTables = { ...sides, columns };
  const repeats = await readRepeats(store, two);
  if (repeats.train === 0 || repeats.test === 0) throw dataErrors.TABLE_UNFIT({ problems: [`there are no ${repeats.train === 0 ? 'training' : 'test'} rows`] });
  const least = order.near ?? 0.8;
  const near = await findNear(store, two, least);
  const labels = order.label === undefined ? null : await readLabels(store, two, order.label);
  const power = labels === null ? [] : await readPower(store, two, labels);
  const about = { two, order, families, test: repeats.test, train: repeats.train };
  const leaks = [
    ...rowLeaks(repeats, columns),
    ...nearLeaks(near, columns, repeats.test),
    ...(await sharedLeaks(store, about)),
    ...(await timeLeaks(store, about)),
    ...(labels === null ? [] : targetLeaks(power, repeats.test, labels)),
    // Numbers that differ where all else is equal are no conflict.
    ...(labels === null || labels.areNumbers ? [] : conflictLeaks(await countConflicts(store, two, labels.name), labels.name, about)),
  ];
  return {
    train: repeats.train,
    test: repeats.test,
    columns: [...columns.keys()],
    near: { rows: near.rows, least, recall: nearRecall(least), crowded: near.crowded },
    label: order.label ?? null,
    ...(labels?.above !== undefined && { above: labels.above }),
    power,
    leaks: leaks.sort((a, b) => Number(a.severity === 'notice') - Number(b.severity === 'notice')),
  };
}

/** As what values of both tables are compared: as texts where they are of two kinds, but for numbers. */
function commonFamily(train: TypeFamily, test: TypeFamily): TypeFamily {
  if (train === test) return train;
  return isNumeric(train) && isNumeric(test) ? 'number' : 'string';
}

function requireInstants(eventAt: string | undefined, ...sides: readonly ReadonlyMap<string, TypeFamily>[]): void {
  const family = sides.map((side) => side.get(eventAt ?? '')).find((one) => one === 'string' || one === 'boolean' || one === 'other');
  if (family !== undefined) throw dataErrors.TABLE_UNFIT({ problems: [`${eventAt} holds no instants: it is ${family === 'string' ? 'text' : family}`] });
}

function rowLeaks({ test, train, across, repeated, examples, byChance }: Awaited<ReturnType<typeof readRepeats>>, columns: TwoTables['columns']): Leak[] {
  const leaks: Leak[] = [];
  const names = [...columns.keys()];
  if (across > 0) {
    const [least] = wilsonInterval(across, test);
    // Where training rows hardly ever repeat, test rows do not repeat them by nature, whatever columns that were independent would do.
    const isLeak = least > Math.max(SHARE, (10 * byChance) / test) || least > Math.max(SHARE, 4 * wilsonInterval(repeated, train)[1]);
    leaks.push({
      kind: 'same_rows',
      severity: isLeak ? 'leak' : 'notice',
      columns: names,
      count: across,
      share: across / test,
      message: `${formatCount(across)} test rows (${percent(across / test)}) are training rows too; ${byChance < 1 ? 'less than one' : `about ${formatCount(Math.round(byChance))}`} would be by chance, were the columns independent${repeated < across / 4 ? `, and ${formatCount(repeated)} training rows repeat one another` : ''}`,
      todo: 'take them out of the test, or drop repeated rows before splitting',
      examples: examples.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, tellValue(value, columns.get(name) === 'timestamp')])),
      ) as Leak['examples'],
    });
  }
  if (repeated > 0) {
    const message = `${formatCount(repeated)} training rows (${percent(repeated / train)}) repeat an earlier one`;
    leaks.push({
      kind: 'repeated_rows',
      severity: 'notice',
      columns: names,
      count: repeated,
      share: repeated / train,
      message,
      todo: 'drop them, unless each is an event of its own',
      examples: [],
    });
  }
  return leaks;
}

interface Near {
  readonly rows: number;
  readonly crowded: number;
  /** Different test rows that are near a training row. */
  readonly across: number;
  readonly examples: Leak['examples'];
}

async function findNear(store: ColumnStore, two: TwoTables, least: number): Promise<Near> {
  const table = await readTable(store, differentRows(two, NEAR_ROWS));
  const values = table.columns.filter(({ name }) => two.columns.has(name));
  const sides = numbersOf(table, 'capstan side');
  const found = findNearDuplicates(tokensOf({ rows: table.rows, columns: values }), least);
  const across = found.pairs.filter(({ a, b }) => sides[a] !== sides[b]).map((pair) => (sides[pair.a] === 1 ? pair : { ...pair, a: pair.b, b: pair.a }));
  const differing = ({ a, b }: { a: number; b: number }): string[] => values.filter((column) => textOf(column, a) !== textOf(column, b)).map(({ name }) => name);
  const examples = across.slice(0, 5).map((pair) => ({
    similarity: Number(pair.similarity.toFixed(3)),
    ...Object.fromEntries(
      differing(pair).flatMap((name) => [
        [`test ${name}`, shown(values, name, pair.a)],
        [`train ${name}`, shown(values, name, pair.b)],
      ]),
    ),
  }));
  return { rows: table.rows, crowded: found.crowded, across: new Set(across.map(({ a }) => a)).size, examples };
}

const shown = (columns: Parameters<typeof tokensOf>[0]['columns'], name: string, row: number): string | null =>
  textOf(
    columns.find((column) => column.name === name)!,
    row,
  );

function nearLeaks(near: Near, columns: TwoTables['columns'], test: number): Leak[] {
  if (near.across === 0) return [];
  const share = near.across / test;
  const message = `${formatCount(near.across)} further test rows (${percent(share)}) differ little from a training row`;
  const todo = 'look at the examples: rows that were entered twice belong on one side';
  return [{ kind: 'near_rows', severity: 'notice', columns: [...columns.keys()], count: near.across, share, message, todo, examples: near.examples }];
}

interface About {
  readonly two: TwoTables;
  readonly order: LeakageOrder;
  readonly families: ReadonlyMap<string, TypeFamily>;
  readonly train: number;
  readonly test: number;
}

async function sharedLeaks(store: ColumnStore, { two, order, families, test }: About): Promise<Leak[]> {
  const leaks: Leak[] = [];
  for (const name of [...(order.key === undefined ? [] : [order.key]), ...(order.groups ?? [])]) {
    const found = await countShared(store, two, { name, family: families.get(name)! });
    if (found.rows === 0) continue;
    const isKey = name === order.key;
    leaks.push({
      kind: isKey ? 'same_keys' : 'same_groups',
      severity: 'leak',
      columns: [name],
      count: found.rows,
      share: found.rows / test,
      message: `${formatCount(found.rows)} test rows (${percent(found.rows / test)}) belong to ${formatCount(found.shared)} of the ${formatCount(found.train)} different ${name} of the training rows`,
      todo: isKey ? 'a unit is on one side only: split by it' : `split by ${name}, when what is learnt of one must hold for others`,
      examples: (found.examples ?? []).map((value) => ({ [name]: tellValue(value, families.get(name) === 'timestamp') })) as Leak['examples'],
    });
  }
  return leaks;
}

async function timeLeaks(store: ColumnStore, { two, order, families, train, test }: About): Promise<Leak[]> {
  const { eventAt } = order;
  if (eventAt === undefined || families.get(eventAt) !== 'timestamp') return [];
  const leaks: Leak[] = [];
  const late = await countTimeOverlap(store, two, eventAt);
  if (late > SHARE * train) {
    const message = `${formatCount(late)} training rows (${percent(late / train)}) happened at or after the first test row`;
    leaks.push({
      kind: 'time_overlap',
      severity: 'notice',
      columns: [eventAt],
      count: late,
      share: late / train,
      message,
      todo: 'split by time, when the model will be asked about the future',
      examples: [],
    });
  }
  for (const [column, family] of two.columns) {
    if (family !== 'timestamp' || column === eventAt) continue;
    const found = await countAfter(store, two.test, { column, eventAt });
    if (found.later === 0) continue;
    const message = `${column} lies after ${eventAt} in ${formatCount(found.later)} test rows (${percent(found.later / test)}): it is not known yet when the model is asked`;
    leaks.push({
      kind: 'after_event',
      severity: 'leak',
      columns: [column],
      count: found.later,
      share: found.later / test,
      message,
      todo: `do not give ${column} to the model`,
      examples: [],
    });
  }
  return leaks;
}

/** The label of the rows of both tables. */
interface Labels {
  readonly name: string;
  readonly areNumbers: boolean;
  /** Of numbers, the middle that it is asked about. */
  readonly above?: number;
  /** What a column may know of it: of several classes, of each whether it is this one. */
  readonly questions: readonly Question[];
}

interface Question {
  /** What a 1 says. */
  readonly says: string;
  /** The class that it asks for, of several. */
  readonly of?: string;
  /** 0 or 1 by row, training rows first. */
  readonly values: Uint8Array;
}

/** Fewer different numbers than this are no measure, but classes. */
const MEASURE = 20;
/** More different texts than this are no classes. */
const MOST_CLASSES = 50;
/** Chance of an interval that misses its AUC. */
const ALPHA = 0.05;

/**
 * Reads the label: 0 or 1; a number, of which it is asked whether it lies above the middle of the training rows (a column that knows the number knows that, whatever its unit and curve);
 * or one of several classes. Throws DATA_TABLE_UNFIT.
 */
async function readLabels(store: ColumnStore, two: TwoTables, label: string): Promise<Labels> {
  const tables = [await readTable(store, two.train, [label]), await readTable(store, two.test, [label])] as const;
  // An instant is no measure: of a few, each is a class.
  if (tables.every((table) => columnOf(table, label).family !== 'timestamp' && columnOf(table, label).values instanceof Float64Array)) {
    const [train, test] = [numbersOf(tables[0], label), numbersOf(tables[1], label)];
    const all = concat(train, test);
    if (all.every((value) => value === 0 || value === 1)) return { name: label, areNumbers: false, questions: [{ says: 'the label', values: Uint8Array.from(all) }] };
    if (all.every(Number.isFinite) && new Set(all).size >= MEASURE) {
      const middle = train.toSorted()[Math.floor(train.length / 2)]!;
      const values = Uint8Array.from(all, (value) => Number(value > middle));
      return { name: label, areNumbers: true, above: middle, questions: [{ says: `whether ${label} is above ${Number(middle.toPrecision(6))}`, values }] };
    }
  }
  const all = tables.flatMap((table) => textsOf(table, label));
  const classes = [...new Set(all)].sort((a, b) => (String(a) < String(b) ? -1 : 1));
  if (all.includes(null) || classes.length > MOST_CLASSES)
    throw dataErrors.TABLE_UNFIT({ problems: [`${label} must be 0 or 1, a number, or one of at most ${MOST_CLASSES} classes in every row`] });
  const questions = classes.map((name) => ({ says: `whether ${label} is ${name}`, of: name!, values: Uint8Array.from(all, (one) => Number(one === name)) }));
  return { name: label, areNumbers: false, questions };
}

const textsOf = (table: Table, name: string): (string | null)[] => Array.from({ length: table.rows }, (_, row) => textOf(columnOf(table, name), row));

/** What a column knows of the label, where it knows most: of K classes an interval misses with a chance of one Kth, so that the best of them is no better by chance. */
async function readPower(store: ColumnStore, two: TwoTables, { name: label, questions }: Labels): Promise<Leakage['power']> {
  const names = [...two.columns.keys()];
  const [train, test] = [await readTable(store, two.train, names), await readTable(store, two.test, names)];
  const power: Leakage['power'][number][] = [];
  for (const [i, column] of train.columns.entries()) {
    if (column.name === label) continue;
    const [a, b] = [column.values, test.columns[i]!.values];
    const family = two.columns.get(column.name)!;
    const values = family !== 'string' && a instanceof Float64Array && b instanceof Float64Array ? concat(a, b) : [...textsOf(train, column.name), ...textsOf(test, column.name)];
    const known = questions.flatMap(({ of, values: labels }) => {
      const found = powerOfColumn({ column: { name: column.name, family, values }, labels, trainRows: train.rows }, ALPHA / questions.length);
      return found === undefined
        ? []
        : [{ column: column.name, ...(of !== undefined && { of }), auc: found.auc, interval: [found.interval[0], found.interval[1]] as [number, number] }];
    });
    power.push(...known.sort((one, other) => other.auc - one.auc).slice(0, 1));
  }
  return power.sort((a, b) => b.auc - a.auc);
}

function concat(a: Float64Array, b: Float64Array): Float64Array {
  const both = new Float64Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function targetLeaks(power: Leakage['power'], test: number, { questions, areNumbers }: Labels): Leak[] {
  return power
    .filter(({ interval }) => interval[0] >= POWER)
    .map(({ column, of, auc, interval }) => ({
      kind: 'target' as const,
      severity: interval[0] >= (areNumbers ? POWER_OF_NUMBERS : POWER) ? ('leak' as const) : ('notice' as const),
      columns: [column],
      count: test,
      share: 1,
      message: `${column} alone tells ${questions.find((one) => one.of === of)!.says} with an AUC of ${auc.toFixed(4)}: it may be the outcome under another name`,
      todo: `find out when ${column} is known; if not before the outcome, do not give it to the model`,
      examples: [],
    }));
}

function conflictLeaks(conflicts: number, label: string, { two, train }: About): Leak[] {
  if (conflicts === 0) return [];
  const message = `${formatCount(conflicts)} training rows (${percent(conflicts / train)}) are equal in all columns to one with another ${label}`;
  const todo = 'no model can be right on both: a column is missing, or a label wrong';
  return [{ kind: 'conflicting_labels', severity: 'notice', columns: [...two.columns.keys()], count: conflicts, share: conflicts / train, message, todo, examples: [] }];
}
