import { writeFile } from 'node:fs/promises';
import { type Digest, formatInstant } from '../../kernel/index.ts';
import { type Columns, openColumns, quoteIdentifier, quoteLiteral } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import type { Asked, ServedTask } from '../../scope/index.ts';
import { trainErrors } from '../train.errors.ts';
import { heldInput } from './held-input.ts';

/** Rows that are left out, by the key of their unit. */
export interface NamedRows {
  /** A Parquet table of `finding`, `unit_key` and `event_at`. */
  readonly table: Digest;
  readonly byFinding: readonly { readonly finding: string; readonly what: string }[];
}

/** A stretch of event time that is left out of training, or rows of it, and why. */
export interface Exclusion {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings?: readonly string[];
  /** Only these rows of it; all of it without. */
  readonly held?: NamedRows;
  /** Requests of the stretch, among which rows were named: what else the table has of it, nobody has judged. */
  readonly asked?: number;
}

/** What `snapshot` is told. Instants are event time; only rows in [from, to) outside every exclusion are taken. */
export interface SnapshotParams extends Asked {
  readonly key: string;
  readonly eventAt: string;
  readonly label: string;
  readonly columns: readonly string[];
  readonly from: number;
  readonly to: number;
  readonly excluded: readonly Exclusion[];
  readonly maxRows: number;
  readonly seed: number;
}

/** An exclusion, and how many rows of the training interval it takes. */
export interface ExcludedRows extends Exclusion {
  readonly rows: number;
  /** Rows by the finding that names them; a row may be named by several. Empty for a whole stretch. */
  readonly byFinding: readonly { readonly finding: string; readonly what: string; readonly rows: number }[];
  /** Too few of the named rows are in the table by their key, so that all of the stretch was left out. */
  readonly unmatched: boolean;
  /** Too few of its rows in the table were asked about, so that all of the stretch was left out. */
  readonly unasked: boolean;
}

/** What a snapshot says of itself. */
export interface SnapshotManifest {
  readonly interval: { readonly from: number; readonly to: number };
  /** Rows of the interval outside every exclusion, those taken of them, and the rows inside. */
  readonly available: number;
  readonly taken: number;
  readonly leftOut: number;
  readonly excluded: readonly ExcludedRows[];
}

const MIN_ROWS = 200;
const LABEL_TYPES: Readonly<Record<ServedTask, string>> = { binary: 'INTEGER', regression: 'DOUBLE', multiclass: 'VARCHAR' };
/** Named rows of which a smaller part is found by key were named otherwise than the table's: then nobody can tell which they are. */
const FOUND = 0.5;
/** Of a stretch of whose rows a smaller part was asked about, the others may be broken as well. */
const ASKED = 0.5;

/**
 * Takes the training rows out of a dataset version: a reproducible sample by key, in event order,
 * and a manifest that says what was left out. Output columns: the raw inputs, `label`, `event_at`, `unit_key`.
 */
export async function snapshot(context: StepContext): Promise<void> {
  const params = context.params as unknown as SnapshotParams;
  const columns = openColumns();
  try {
    const marks = await markExclusions(columns, context, params);
    const at = quoteIdentifier(params.eventAt);
    const key = quoteIdentifier(params.key);
    const marked = `(SELECT *, ${marks.each.map((mark, i) => `(${mark.sql}) AS "out*${i}", `).join('')}(${marks.each.map((mark) => mark.sql).join(' OR ') || 'false'}) AS "out*" FROM ${marks.from})`;
    const label = `${quoteIdentifier(params.label)}::${LABEL_TYPES[params.task]}`;
    const counts = await columns.query<{ available: number; left_out: number; least: number | string | null; most: number | string | null }>(
      `SELECT count(*) FILTER (NOT "out*") AS available, count(*) FILTER ("out*") AS left_out, ` +
        `min(${label}) FILTER (NOT "out*") AS least, max(${label}) FILTER (NOT "out*") AS most FROM ${marked}`,
    );
    const { available, left_out: leftOut, least, most } = counts[0]!;
    const interval = `${formatInstant(params.from)} … ${formatInstant(params.to)}`;
    if (available < MIN_ROWS) throw trainErrors.TOO_FEW_ROWS({ rows: available, needed: MIN_ROWS, interval });
    if (least === most) throw trainErrors.ONE_CLASS({ rows: available, label: least });
    const inputs = params.columns.map(quoteIdentifier).join(', ');
    const taken = await columns.copyToParquet(
      `SELECT ${inputs}, label, event_at, unit_key FROM (SELECT ${inputs}, ${label} AS label, ${at} AS event_at, ${key}::VARCHAR AS unit_key ` +
        `FROM ${marked} WHERE NOT "out*" ORDER BY hash(${key}::VARCHAR || ${quoteLiteral(`/${params.seed}`)}), ${key} LIMIT ${params.maxRows}) ORDER BY event_at, unit_key`,
      context.outputs['rows']!,
    );
    const excluded = await countExcluded(columns, { marked, marks: marks.each });
    const manifest: SnapshotManifest = { interval: { from: params.from, to: params.to }, available, taken: taken.rows, leftOut, excluded };
    await writeFile(context.outputs['manifest']!, JSON.stringify(manifest, null, 1));
    context.metric('rows', taken.rows);
    context.metric('rows left out', leftOut);
    context.log(`${taken.rows} of ${available} rows of ${interval}; ${leftOut} quarantined rows left out, of ${params.excluded.length} stretches`);
  } finally {
    await columns.close();
  }
}

/** One exclusion as a condition on rows. */
interface Mark {
  readonly exclusion: Exclusion;
  readonly sql: string;
  readonly unmatched: boolean;
  readonly unasked: boolean;
  /** The condition of each of its findings. */
  readonly byFinding: readonly { readonly finding: string; readonly what: string; readonly sql: string }[];
}

/** The rows of the training interval, and the exclusions as conditions on them. */
async function markExclusions(columns: Columns, context: StepContext, params: SnapshotParams): Promise<{ readonly from: string; readonly each: readonly Mark[] }> {
  const at = quoteIdentifier(params.eventAt);
  const key = `${quoteIdentifier(params.key)}::VARCHAR`;
  const within = (f: number, t: number, column = at): string => `${column} >= make_timestamp(${f * 1000}) AND ${column} < make_timestamp(${t * 1000})`;
  const from = `(SELECT * FROM read_parquet([${context.inputs['parts']!.map(quoteLiteral).join(', ')}]) WHERE ${within(params.from, params.to)})`;
  const each: Mark[] = [];
  for (const exclusion of params.excluded) {
    const stretch = within(exclusion.from, exclusion.to);
    if (exclusion.held === undefined) {
      each.push({ exclusion, sql: stretch, unmatched: false, unasked: false, byFinding: [] });
      continue;
    }
    const table = `read_parquet(${quoteLiteral(context.inputs[heldInput(exclusion.held.table)]![0]!)})`;
    const named = (where: string): string => `${stretch} AND ${key} IN (SELECT unit_key FROM ${table} WHERE ${where})`;
    const [found] = await columns.query<{ named: number; found: number; rows: number }>(
      `SELECT (SELECT count(DISTINCT unit_key) FROM ${table} WHERE ${within(params.from, params.to, 'event_at')}) AS named, ` +
        `(SELECT count(DISTINCT k) FROM (SELECT ${key} AS k FROM ${from} WHERE ${stretch}) WHERE k IN (SELECT unit_key FROM ${table})) AS found, ` +
        `(SELECT count(*) FROM ${from} WHERE ${stretch}) AS rows`,
    );
    const unmatched = found!.found < FOUND * found!.named;
    const unasked = (exclusion.asked ?? Infinity) < ASKED * found!.rows;
    const whole = unmatched || unasked;
    const byFinding = exclusion.held.byFinding.map(({ finding, what }) => ({ finding, what, sql: named(`finding = ${quoteLiteral(finding)}`) }));
    each.push({ exclusion, sql: whole ? stretch : named('true'), unmatched, unasked, byFinding: whole ? [] : byFinding });
  }
  return { from, each };
}

async function countExcluded(columns: Columns, { marked, marks }: { readonly marked: string; readonly marks: readonly Mark[] }): Promise<ExcludedRows[]> {
  const flags = marks.flatMap((mark, i) => [`"out*${i}"`, ...mark.byFinding.map((one) => one.sql)]);
  if (flags.length === 0) return [];
  const flagged = `(SELECT ${flags.map((sql, i) => `(${sql}) AS f${i}`).join(', ')} FROM ${marked})`;
  const [counts] = await columns.query<Record<string, number>>(`SELECT ${flags.map((_, i) => `count(*) FILTER (f${i}) AS f${i}`).join(', ')} FROM ${flagged}`);
  let next = 0;
  const take = (): number => counts![`f${next++}`]!;
  return marks.map(({ exclusion, unmatched, unasked, byFinding }) => ({
    ...exclusion,
    rows: take(),
    byFinding: byFinding.map(({ finding, what }) => ({ finding, what, rows: take() })),
    unmatched,
    unasked,
  }));
}
