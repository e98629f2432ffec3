import { aboutMetric, asGood, type ScopeMetricName } from '../scope/index.ts';
import { type Evaluation, qualityOf, type SliceQuality } from '../train/index.ts';
import type { Gate, GateCheck } from './release.ts';

/** How a candidate did on its own test rows, served as it would be. */
export interface ServedRows {
  readonly rows: number;
  readonly refused: number;
  /** The first refusal, in words. */
  readonly firstRefusal: string | null;
  /** The scope's metric, of the rows with a score. */
  readonly quality: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly distinct: number;
  readonly microsPerRow: number;
  /** The same rows in a second process: the largest difference of a score; null where the model has no process of its own. */
  readonly repeated: { readonly rows: number; readonly difference: number } | null;
}

const DEFAULTS = { sliceTolerance: 0.02, championTolerance: 0.005, maxBytes: 10_000_000, maxMicrosPerRow: 500 } as const;
/** Standard errors beyond which a slice's difference is no longer taken for chance; 3 keeps some hundred slices at about one false alarm in ten. */
const NOISE = 3;
/** Largest share of test rows that serving may refuse. */
const MAX_REFUSED = 0.01;
/** How far the served metric may lie from the evaluated one: 32-bit features may swap near ties. */
const PARITY = 0.001;

const show = (value: number): string => (Math.abs(value) < 10 ? value.toFixed(4) : value.toPrecision(6));
const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
/** A tolerance in words: a difference, or a share of an error. */
const allowed = (metric: ScopeMetricName, tolerance: number): string => (aboutMetric(metric).tolerance === 'difference' ? String(tolerance) : `${100 * tolerance} %`);

/** The metric reaches the scope's goal. */
export function checkGoal(evaluation: Evaluation, { goal, unit }: { readonly goal: number; readonly unit?: string }): GateCheck {
  const { metric, value, interval } = qualityOf(evaluation);
  const figure = `${aboutMetric(metric).title} ${show(value)}${unit === undefined ? '' : ` ${unit}`}`;
  return {
    name: 'goal',
    passed: asGood(metric, value, goal),
    detail: `${figure} (95 %: ${show(interval[0])} to ${show(interval[1])}) on ${evaluation.rows} rows; the goal is ${show(goal)}`,
  };
}

/** The metric is better than the baseline's. */
export function checkBaseline(evaluation: Evaluation): GateCheck {
  const { metric, value, baseline } = qualityOf(evaluation);
  const { title, shortfall } = aboutMetric(metric);
  return { name: 'baseline', passed: shortfall(value, baseline) < 0, detail: `${title} ${show(value)}; the baseline has ${show(baseline)} on the same rows` };
}

/** No slice is worse than the baseline by more than the tolerance and by more than chance. */
export function checkSlices(evaluation: Evaluation, gate: Gate): GateCheck {
  const { metric, slices } = qualityOf(evaluation);
  const { title, shortfall } = aboutMetric(metric);
  const tolerance = gate.sliceTolerance ?? DEFAULTS.sliceTolerance;
  const behind = (slice: SliceQuality): number => shortfall(slice.quality, slice.baseline);
  const below = slices.filter((slice) => behind(slice) > tolerance);
  const far = below.filter((slice) => Math.abs(slice.baseline - slice.quality) > NOISE * slice.error);
  const worst = far.toSorted((a, b) => behind(b) - behind(a))[0];
  const than = aboutMetric(metric).better === 'higher' ? 'further below' : 'further above';
  const found = worst
    ? `${far.length} of ${slices.length} slices lie ${than} the baseline; the worst is ${worst.column} = ${worst.value}: ${title} ${show(worst.quality)}, baseline ${show(worst.baseline)}, ${worst.rows} rows`
    : `none of ${slices.length} slices lies ${than} the baseline`;
  const noise = below.length > far.length ? `; ${below.length - far.length} more do, but within ${NOISE} standard errors, and are taken for chance` : '';
  return { name: 'slices', passed: far.length === 0, detail: `${found} than ${allowed(metric, tolerance)}${noise}` };
}

/** How the champion did on the candidate's rows; `value` is null when it cannot score them, for this reason. */
export interface ChampionScore {
  readonly value: number | null;
  readonly scored: number;
  readonly reason: string;
}

/** Not worse than the champion on the candidate's test rows; `champion` is null when there is none. */
export function checkChampion({ metric, value }: { readonly metric: ScopeMetricName; readonly value: number }, champion: ChampionScore | null, gate: Gate): GateCheck {
  const tolerance = gate.championTolerance ?? DEFAULTS.championTolerance;
  if (champion === null) return { name: 'champion', passed: true, detail: 'there is no champion to compare with' };
  if (champion.value === null) return { name: 'champion', passed: true, detail: `not compared: the champion cannot score these rows (${champion.reason})` };
  const { title, shortfall, better } = aboutMetric(metric);
  return {
    name: 'champion',
    passed: shortfall(value, champion.value) <= tolerance,
    detail: `${title} ${show(value)}; the champion has ${show(champion.value)} on ${champion.scored} of the same rows, and ${allowed(metric, tolerance)} ${better === 'higher' ? 'less' : 'more'} is allowed`,
  };
}

/** What `checkChampion` comes to for the champion itself: the same bytes need no comparison. */
export const CHAMPION_ITSELF: GateCheck = { name: 'champion', passed: true, detail: 'it is the champion, byte for byte' };

/** Scores are finite, within the output contract, and say something. */
export function checkOutputs(served: ServedRows): GateCheck {
  const refused = served.refused / Math.max(1, served.rows);
  const range = `scores of ${served.rows} test rows lie in ${show(served.minimum)} to ${show(served.maximum)} with ${served.distinct} different values`;
  const refusals =
    served.refused === 0 ? 'none was refused' : `${served.refused} rows (${percent(refused)}) were refused (${served.firstRefusal}); at most ${percent(MAX_REFUSED)} may be`;
  const constant = served.distinct < 2 ? '; a constant score says nothing' : '';
  return { name: 'outputs', passed: served.rows > 0 && refused <= MAX_REFUSED && served.distinct >= 2, detail: `${range}; ${refusals}${constant}` };
}

/** How far a score may lie from that of the same row in another process: beyond, it depends on more than the row. */
const REPEAT = 1e-6;

/** What is served is what was evaluated: the same rows measure the same through the release's own code, and, from a model that runs in Python, the same scores in a second process. */
export function checkParity(evaluation: Evaluation, served: ServedRows): GateCheck {
  const { repeated } = served;
  const repeats = repeated === null || repeated.difference <= REPEAT;
  const told = repeated === null ? '' : `; ${repeated.rows} rows score the same in a second process up to ${repeated.difference}${repeats ? '' : `, and ${REPEAT} is allowed`}`;
  if (served.rows !== evaluation.rows) return { name: 'parity', passed: repeats, detail: `not compared: ${evaluation.rows} rows were evaluated, ${served.rows} are kept${told}` };
  const { metric, value } = qualityOf(evaluation);
  const { title, shortfall } = aboutMetric(metric);
  return {
    name: 'parity',
    passed: Math.abs(shortfall(served.quality, value)) <= PARITY && repeats,
    detail: `${title} ${show(served.quality)} as it will be served, ${show(value)} as evaluated in training; they may differ by ${allowed(metric, PARITY)}${told}`,
  };
}

/** Time of one row, features, model and rules together. */
export function checkLatency(served: ServedRows, gate: Gate): GateCheck {
  const bound = gate.maxMicrosPerRow ?? DEFAULTS.maxMicrosPerRow;
  return { name: 'latency', passed: served.microsPerRow <= bound, detail: `${served.microsPerRow.toFixed(1)} µs a row; at most ${bound} are allowed` };
}

/** Bytes of all parts. */
export function checkSize(bytes: number, gate: Gate): GateCheck {
  const bound = gate.maxBytes ?? DEFAULTS.maxBytes;
  return { name: 'size', passed: bytes <= bound, detail: `${bytes} bytes in all parts; at most ${bound} are allowed` };
}
