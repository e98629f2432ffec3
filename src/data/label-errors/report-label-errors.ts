import { findLabelIssues, type LabelIssueMethod, type LabelRanking } from '../../stats/index.ts';
import { dataErrors } from '../data.errors.ts';
import { columnOf, numbersOf, type Table, textOf } from '../tables/table.ts';
import type { LabelError, LabelErrors } from './label-errors.ts';

/** How label errors are sought. */
export interface LabelErrorsOrder {
  readonly label: string;
  /** One column: the probability of the greater of two labels. Several: one a class, each named by its label, with the same beginning or without. */
  readonly probabilities: readonly string[];
  readonly key?: string;
  /** @default 'pruneByNoiseRate' */
  readonly method?: LabelIssueMethod;
  /** @default 'selfConfidence' */
  readonly rankBy?: LabelRanking;
  /** Errors listed. @default 1000 */
  readonly limit?: number;
  /** Where the probabilities come from. @default 'columns of the table' */
  readonly source?: string;
}

/** Finds the labels of a table that are probably wrong, worst first. Throws DATA_TABLE_UNFIT. */
export function reportLabelErrors(table: Table, order: LabelErrorsOrder): LabelErrors {
  const { label, method = 'pruneByNoiseRate', rankBy = 'selfConfidence', limit = 1_000, source = 'columns of the table' } = order;
  const labelColumn = columnOf(table, label);
  const texts = Array.from({ length: table.rows }, (_, row) => textOf(labelColumn, row));
  const probability = order.probabilities.map((name) => numbersOf(table, name));
  const classes = classesOf(new Set(texts.filter((text) => text !== null)), order);
  const rows = Array.from(texts.keys()).filter((row) => texts[row] !== null && probability.every((values) => !Number.isNaN(values[row]!)));
  if (rows.length === 0) throw dataErrors.TABLE_UNFIT({ problems: [`no row has a ${label} and its probabilities`] });
  const k = classes.length;
  const position = new Map(classes.map((name, i) => [name, i]));
  const labels = Uint16Array.from(rows, (row) => position.get(texts[row]!)!);
  const probabilities = new Float64Array(rows.length * k);
  rows.forEach((row, i) => {
    if (probability.length === 1) probabilities.set([1 - probability[0]![row]!, probability[0]![row]!], i * 2);
    else for (let j = 0; j < k; j++) probabilities[i * k + j] = probability[j]![row]!;
  });
  const found = findLabelIssues({ classes: k, labels, probabilities }, { method, rankBy });
  const { thresholds, counts } = found.joint;
  const key = order.key === undefined ? undefined : columnOf(table, order.key);
  const errors = Array.from(found.rows.subarray(0, limit), (i, at): LabelError => {
    const own = probabilities.subarray(i * k, i * k + k);
    const best = own.reduce((most, p, j) => (p > own[most]! ? j : most), 0);
    const given = classes[labels[i]!]!;
    const share = { confidence: own[labels[i]!]!, suggestedConfidence: own[best]! };
    return {
      row: rows[i]!,
      key: key === undefined ? null : textOf(key, rows[i]!),
      given,
      suggested: classes[best]!,
      ...share,
      score: found.scores[at]!,
      reason: `${classes[best]!} has ${tell(share.suggestedConfidence)}, ${given} ${tell(share.confidence)} (on average ${tell(thresholds[labels[i]!]!)} where it is given)`,
    };
  });
  const given = classes.map((_, j) => labels.reduce((sum, one) => sum + Number(one === j), 0));
  return {
    rows: rows.length,
    unlabelled: table.rows - rows.length,
    found: found.rows.length,
    method,
    rankBy,
    probabilities: source,
    caution: cautionOf(classes.flatMap((name, j) => (given[j] === 0 ? [] : [{ name, confidence: thresholds[j]! }]))),
    classes: classes.map((name, j) => ({ label: name, rows: given[j]!, confidence: given[j] === 0 ? null : thresholds[j]!, truly: counts[j]! })),
    errors,
  };
}

/** Where a class has less than half of the probability on average, the model can hardly tell it, and what it disbelieves need not be wrong. */
function cautionOf(classes: readonly { readonly name: string; readonly confidence: number }[]): string | null {
  const hard = classes.filter(({ confidence }) => confidence < 0.5).map(({ name, confidence }) => `${name} (${tell(confidence)} on average)`);
  return hard.length === 0 ? null : `the model can hardly tell ${hard.join(', ')}: most of what it disbelieves are outcomes that surprise, not errors`;
}

const tell = (probability: number): string => probability.toFixed(3);

/** The classes in the order of their columns. */
function classesOf(labels: ReadonlySet<string>, { label, probabilities }: LabelErrorsOrder): string[] {
  if (probabilities.length === 1) {
    if (labels.size !== 2) throw dataErrors.TABLE_UNFIT({ problems: [`${label} has ${labels.size} values; one column of probabilities is enough for two only`] });
    return [...labels].sort((a, b) => (Number.isNaN(Number(a) - Number(b)) ? (a < b ? -1 : 1) : Number(a) - Number(b)));
  }
  const starts = new Set([...labels].flatMap((one) => probabilities.filter((name) => name.endsWith(one)).map((name) => name.slice(0, name.length - one.length))));
  for (const start of starts)
    if (probabilities.every((name) => name.startsWith(start)) && [...labels].every((one) => probabilities.includes(start + one)))
      return probabilities.map((name) => name.slice(start.length));
  const unnamed = [...labels].filter((one) => !probabilities.some((name) => name.endsWith(one)));
  const lost = unnamed.length > 0 ? unnamed : [...labels];
  throw dataErrors.TABLE_UNFIT({ problems: lost.map((one) => `no column of probabilities is named by the ${label} ${one}; there are ${probabilities.join(', ')}`) });
}
