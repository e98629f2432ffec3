import { oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import type { Batch } from './batch.ts';
import type { BatchFinding } from './conclude-batch.ts';
import { SEGMENT_ROWS } from '../segments/segmentation.ts';
import { explainChange } from './explain-change.ts';
import type { CountsFinding } from './judge-counts.ts';
import { FEW_IN_SEGMENT } from './judge-segments.ts';
import type { HistoryUse } from './judge-in-history.ts';
import { BATCH_CHANGES, type BatchChange, HISTORY_RULES, type Natural } from './trace.ts';

const changeSchema = Type.Object({
  column: Type.String({ description: 'the column, or `*` for whole rows or all columns together' }),
  kind: oneOf(BATCH_CHANGES, 'what kind of change explains it best'),
  other: orNull(Type.String({ description: 'the column that it goes with no longer; null where it is the rest of the row' })),
  value: orNull(Type.String({ description: 'the exact value concerned, if one is' })),
  among: Type.Array(Type.String(), { description: 'of `joint`: the columns that show it most' }),
  effect: Type.Number({
    description:
      'share of rows; total variation distance for `drift` and `mix`; for `joint` the share of pairs in which the row of the batch is more unusual than the one of the reference',
  }),
  usual: Type.Number({ description: 'the same in the reference' }),
  p: Type.Number({ description: 'chance of it in a batch that is more of the reference, corrected for all tests of the batch' }),
  natural: orNull(Type.Number({ description: 'the largest effect that is natural for the earlier batches' })),
  season: orNull(Type.String({ description: 'the days of the week that it was compared with, such as `Saturdays`' })),
  also: Type.Array(Type.String(), { description: 'what else its tests found' }),
  where: Type.Array(Type.String(), { description: 'the segments in which alone it is seen; empty where it is a matter of the whole, or nothing was cut into segments' }),
  rows: Type.Integer({ description: 'suspicious rows' }),
  positions: Type.Array(Type.Integer(), { description: 'where in the table the first 20 of them are, from 0' }),
  message: Type.String(),
  cause: Type.String({ description: 'what most often lies behind it' }),
  remedy: Type.String({ description: 'what to do' }),
});

/** One column that changed, and how. */
export type ColumnChange = ValueOf<typeof changeSchema>;

const historySchema = Type.Object(
  {
    rule: oneOf(
      HISTORY_RULES,
      'how it was decided what is natural: `student` by the prediction limit for the next of few, `ranks` among many, `test` not at all, for too few batches',
    ),
    batches: Type.Integer({ description: 'earlier batches that were compared with' }),
    rows: Type.Integer({ description: 'of each, the same for all' }),
    leftOut: Type.Array(Type.Object({ table: Type.String(), why: Type.String() })),
    explained: Type.Array(Type.String(), { description: 'columns in which the tests found what is natural for such batches' }),
    message: Type.String(),
  },
  { description: 'what earlier batches were used for; null when none were given' },
);

const segmentsSchema = Type.Object(
  {
    column: Type.String({ description: 'by which rows were cut' }),
    values: Type.Array(
      Type.Object({
        value: Type.String({ description: 'its value, or range of values; `(other)` is all values that are no segment by themselves' }),
        rows: Type.Integer(),
        referenceRows: Type.Integer(),
        judged: Type.Boolean({ description: `by itself: it has at least ${SEGMENT_ROWS} rows in the reference and ${FEW_IN_SEGMENT} here` }),
        changed: Type.Array(Type.String(), { description: 'columns that changed within it' }),
      }),
      { description: 'those of most rows in the reference first' },
    ),
  },
  { description: 'how each segment was judged beside its own part of the reference; null when nothing was cut' },
);

/** What is said of a table as a whole. */
const VERDICTS = ['steady', 'mixed', 'changed'] as const;

export const driftReportSchema = Type.Object({
  reference: Type.String({ description: 'what was compared with' }),
  current: Type.String({ description: 'what was judged' }),
  verdict: oneOf(VERDICTS, '`mixed` when nothing changed but the mix of segments, which is no fault of the data; `changed` when anything else was found'),
  falseAlarm: Type.Number({ description: 'chance of `changed` for a batch that is more of the reference' }),
  rows: Type.Object({ reference: Type.Integer(), current: Type.Integer() }, { description: 'rows that were looked at: of larger tables every second, third, …' }),
  tests: Type.Integer({ description: 'how many tests the batch went through' }),
  history: orNull(historySchema),
  advice: orNull(Type.String({ description: 'how to ask more exactly, where that would say more' })),
  changes: Type.Array(changeSchema, { description: 'worst first' }),
  segments: orNull(segmentsSchema),
  unmatched: Type.Array(Type.Object({ column: Type.String(), why: Type.String() }), { description: 'columns that could not be compared' }),
  silent: Type.Array(Type.Object({ kind: oneOf(BATCH_CHANGES), why: Type.String() }), { description: 'tests that could not be made' }),
  columns: Type.Array(
    Type.Object({
      column: Type.String(),
      distance: Type.Number({ description: 'total variation distance of the distributions, 0..1' }),
      p: Type.Number({ description: 'chance of other distributions by sampling alone, not corrected' }),
    }),
    { description: 'how far the distribution of each column lies from the reference, farthest first' },
  ),
});

/** What changed from a reference to a table, column by column. */
export type DriftReport = ValueOf<typeof driftReportSchema>;

/** Why a column of a type that the battery does not know, such as a list, is not compared: it is on both sides, and no change. */
export const INCOMPARABLE = 'its type has no distribution to compare';
/** Columns that came, went or are of another kind. */
export const changedColumns = (unmatched: DriftReport['unmatched']): DriftReport['unmatched'] => unmatched.filter(({ why }) => why !== INCOMPARABLE);

/** A change of the mix alone is told, and fails nothing. */
export const verdictOn = (findings: readonly { readonly kind: BatchChange }[], unmatched: DriftReport['unmatched']): DriftReport['verdict'] =>
  changedColumns(unmatched).length > 0 || findings.some(({ kind }) => kind !== 'mix') ? 'changed' : findings.length > 0 ? 'mixed' : 'steady';

/** Earlier batches that can be compared, their names, and what cannot be by the reason why not. */
export interface PastBatches {
  readonly batches: readonly Batch[];
  readonly names: readonly string[];
  readonly unfit: readonly { readonly table: string; readonly why: string }[];
}

/** How earlier batches were used, for people and programs. */
export function reportHistory({ rule, batches, rows, tooSmall, explained }: HistoryUse, { names, unfit }: PastBatches): DriftReport['history'] {
  const leftOut = [...unfit, ...tooSmall.map((at) => ({ table: names[at]!, why: 'it has fewer than half of the rows' }))];
  const past = `${batches} earlier ${batches === 1 ? 'batch' : 'batches'}`;
  const message = {
    student: `Compared with ${past} of ${rows} rows by Student's limit for the next of ${batches}.`,
    ranks: `Compared with ${past} of ${rows} rows by rank: no more than ${batches} in ${batches + 1} are less unusual.`,
    test: `${past} are too few to say what is natural: the tests decided alone.`,
  }[rule];
  return { rule, batches, rows, leftOut, explained: [...explained], message };
}

const POSITIONS = 20;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;

/** A finding for people and programs; `stride` rows of the table were one of the batch. */
export function reportChange(finding: BatchFinding, { stride, by }: { readonly stride: number; readonly by?: string | undefined }): ColumnChange {
  const { where = [], column, kind, other, value, effect, usual, corrected, also, natural } = finding;
  const rows = finding.rows();
  const positions = rows.slice(0, POSITIONS).map((row) => row * stride);
  const message = `${sayChange(finding)}${natural ? boundOf(natural) : ''}${sayWhere(finding, by)}`;
  const said = { natural: natural?.limit ?? null, season: natural?.season ?? null };
  const among = [...(finding.among?.() ?? [])];
  return {
    column,
    kind,
    other,
    value,
    among,
    effect,
    usual,
    p: corrected,
    ...said,
    also: [...also],
    where: [...where],
    rows: rows.length,
    positions,
    message,
    ...explainChange(finding),
  };
}

/** In which segments alone it is, as the end of a sentence. */
export const sayWhere = ({ where = [] }: Pick<BatchFinding, 'where'>, by: string | undefined): string => (where.length === 0 ? '' : `, only where ${by} = ${where.join(', ')}`);

const boundOf = ({ limit, rule, batches, season }: Natural): string =>
  `; ${season === null ? '' : `compared with ${season}, `}natural is up to ${percent(limit)} (${rule === 'ranks' ? 'ranks' : 'Student’s limit'} of ${batches} batches)`;

/** A finding of a counted table, of which nobody knows which rows; `rows` is of the whole table. */
export function reportCounted({ column, kind, value, effect, natural, corrected, also }: CountsFinding, rows: number): ColumnChange {
  const told = { kind, column, other: null, value, effect, usual: natural };
  const shown = kind === 'drift' ? 0 : Math.round(effect * rows);
  return {
    ...told,
    among: [],
    p: corrected,
    natural: null,
    season: null,
    also: [...also],
    where: [],
    rows: shown,
    positions: [],
    message: sayChange(told),
    ...explainChange(told),
  };
}

type Told = Pick<BatchFinding, 'column' | 'kind' | 'other' | 'value' | 'effect' | 'usual' | 'among'>;

/** What was found, as a sentence without an end. */
export function sayChange({ column, kind, other, value, effect, usual, among }: Told): string {
  const share = `in ${percent(effect)} of rows, usually in ${percent(usual)}`;
  switch (kind) {
    case 'sentinel':
      return `${column} holds ${JSON.stringify(value)}, which stands for nothing, ${share}`;
    case 'stale':
      return `${column} stays at ${JSON.stringify(value)} for ${percent(effect)} of the rows in a row`;
    case 'constant':
      return `${column} holds the one value ${JSON.stringify(value)} ${share}`;
    case 'missing':
      return effect > usual ? `${column} is missing ${share}` : `${column} is filled where it was missing: it is missing ${share}`;
    case 'duplicates':
      return column === '*' ? `rows are alike in all columns: ${share}` : `${column} has values that other rows have: ${share}`;
    case 'characters':
      return `${column} has characters, or a shape, that the reference never had ${share}`;
    case 'unseen':
      return `${column} has values that the reference never had ${share}`;
    case 'resolution':
      return `${column} is written more finely or more coarsely than before ${share}`;
    case 'out_of_range':
      return `${column} lies outside the reference, or in its outermost tail, ${share}`;
    case 'order':
      return `${column} goes back ${share}`;
    case 'association':
      return `${column} does not fit ${other ?? 'the rest of the row'} ${share}`;
    case 'joint':
      return `columns go together otherwise than before, most of all ${among?.().join(', ') ?? ''}: rows of it are more unusual than the reference’s in ${percent(effect)} of pairs, by chance in half`;
    case 'mix':
      return `the mix of ${column} changed: ${percent(effect)} of the rows belong to other segments than before`;
    case 'drift':
      return `${column} is distributed otherwise: ${percent(effect)} of the rows would have to move`;
  }
}
