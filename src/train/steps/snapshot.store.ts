import { writeFile } from 'node:fs/promises';
import { formatInstant } from '../../kernel/index.ts';
import { openColumns, quoteIdentifier, quoteLiteral } from '../../store/index.ts';
import type { StepContext } from '../../work/index.ts';
import { trainErrors } from '../train.errors.ts';

/** A stretch of event time that is left out of training, and why. */
export interface Exclusion {
  readonly from: number;
  readonly to: number;
  readonly why: string;
  /** Ids of the findings that say so. */
  readonly findings?: readonly string[];
}

/** What `snapshot` is told. Instants are event time; only rows in [from, to) outside every exclusion are taken. */
export interface SnapshotParams {
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

/** An exclusion, and how many rows of the training interval lie in it. */
export interface ExcludedRows extends Exclusion {
  readonly rows: number;
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

/**
 * Takes the training rows out of a dataset version: a reproducible sample by key, in event order,
 * and a manifest that says what was left out. Output columns: the raw inputs, `label`, `event_at`, `unit_key`.
 */
export async function snapshot(context: StepContext): Promise<void> {
  const params = context.params as unknown as SnapshotParams;
  const columns = openColumns();
  try {
    const from = `read_parquet([${context.inputs['parts']!.map(quoteLiteral).join(', ')}])`;
    const at = quoteIdentifier(params.eventAt);
    const within = (f: number, t: number): string => `${at} >= make_timestamp(${f * 1000}) AND ${at} < make_timestamp(${t * 1000})`;
    const poisons = params.excluded.map((e) => `(${within(e.from, e.to)})`);
    const poisoned = poisons.join(' OR ') || 'false';
    const scope = within(params.from, params.to);
    const counts = await columns.query<{ available: number; left_out: number; positives: number }>(
      `SELECT count(*) FILTER (NOT (${poisoned})) AS available, count(*) FILTER (${poisoned}) AS left_out, ` +
        `count(*) FILTER (NOT (${poisoned}) AND ${quoteIdentifier(params.label)}::INTEGER = 1) AS positives FROM ${from} WHERE ${scope}`,
    );
    const { available, left_out: leftOut, positives } = counts[0]!;
    const interval = `${formatInstant(params.from)} … ${formatInstant(params.to)}`;
    if (available < MIN_ROWS) throw trainErrors.TOO_FEW_ROWS({ rows: available, needed: MIN_ROWS, interval });
    if (positives === 0 || positives === available) throw trainErrors.ONE_CLASS({ rows: available, positives });
    const key = quoteIdentifier(params.key);
    const inputs = params.columns.map(quoteIdentifier).join(', ');
    const taken = await columns.copyToParquet(
      `SELECT ${inputs}, label, event_at, unit_key FROM (SELECT ${inputs}, ${quoteIdentifier(params.label)}::INTEGER AS label, ${at} AS event_at, ${key}::VARCHAR AS unit_key ` +
        `FROM ${from} WHERE ${scope} AND NOT (${poisoned}) ORDER BY hash(${key}::VARCHAR || ${quoteLiteral(`/${params.seed}`)}), ${key} LIMIT ${params.maxRows}) ORDER BY event_at, unit_key`,
      context.outputs['rows']!,
    );
    const each = poisons.map((poison, i) => `count(*) FILTER (${poison}) AS of_${i}`).join(', ');
    const [rows = {}] = each === '' ? [] : await columns.query<Record<string, number>>(`SELECT ${each} FROM ${from} WHERE ${scope}`);
    const excluded = params.excluded.map((exclusion, i): ExcludedRows => ({ ...exclusion, rows: rows[`of_${i}`] ?? 0 }));
    const manifest: SnapshotManifest = { interval: { from: params.from, to: params.to }, available, taken: taken.rows, leftOut, excluded };
    await writeFile(context.outputs['manifest']!, JSON.stringify(manifest, null, 1));
    context.metric('rows', taken.rows);
    context.metric('rows left out', leftOut);
    context.log(`${taken.rows} of ${available} rows of ${interval}; ${leftOut} rows of ${params.excluded.length} quarantined intervals left out`);
  } finally {
    await columns.close();
  }
}
