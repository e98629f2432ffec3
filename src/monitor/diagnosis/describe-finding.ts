import { cellsOf, type ColumnCounts, type ColumnProfile, formatTimeOfDay, meanOfCounts, mendOutside } from '../../data/index.ts';
import { formatStart, type Instant, unreachable } from '../../kernel/index.ts';
import { type Finding, type Harm, isHolding, type Urgency } from '../finding.ts';
import type { Discovery } from '../verdict/discover.ts';

/** What a sentence about a discovery needs beside it. */
export interface Scene {
  /** Of the whole, or of the segment that shows it most. */
  readonly profile: ColumnProfile;
  readonly window: ColumnCounts;
  /** Rows by cell of what it was compared with, where that is not the whole reference. */
  readonly usual?: readonly number[];
  /** Whether what follows from it can follow from nothing else that was found. */
  readonly isAlone: boolean;
  readonly since: Instant;
  readonly harm: Harm | null;
}

const count = (n: number): string => Math.round(n).toLocaleString('en-US');
const number = (n: number): string => (Math.abs(n) >= 1000 ? count(n) : String(Number(n.toPrecision(3))));
const distance = (d: number): string => d.toFixed(2);

/** A share of rows for people: `12.3 %`. */
export const percent = (share: number): string => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;

/** A corrected p for people: `p < 1e-6`, `p = 0.004`. */
export const chance = (p: number): string => (p < 1e-6 ? 'p < 1e-6' : `p = ${Number(p.toPrecision(2))}`);

/** A value of the column for people: a time of day for an instant, a text in quotes. */
function show(profile: ColumnProfile, value: string): string {
  if (profile.kind === 'string') return JSON.stringify(value);
  return profile.kind === 'timestamp' ? formatTimeOfDay(Number(value)) : value;
}

/** What was found, where, since when, how sure, and what it is expected to cost. */
export function describeDiscovery(discovery: Discovery, scene: Scene): string {
  const { harm, isAlone, since } = scene;
  const sentences = [`${what(discovery, scene)}${placeOf(discovery)}.`];
  if (discovery.followers.length > 0)
    sentences.push(`${list(discovery.followers)} ${discovery.followers.length === 1 ? 'follows' : 'follow'} from it${isAlone ? '' : ', or from what else was found'}.`);
  sentences.push(`Since ${formatStart(since)}; ${chance(discovery.corrected)} after correction for all tests of the window.`);
  if (harm !== null)
    sentences.push(
      `Expected meanwhile: ${harm.metric} ${harm.quality.toFixed(3)} instead of ${harm.reference.toFixed(3)}, and ${harm.costPerUnit.toFixed(4)} more cost per unit (${number(harm.cost)} in this window).`,
    );
  return sentences.join(' ');
}

function what({ kind, column, effect, natural, rows, value, season, together = [] }: Discovery, { profile, window, usual: cells }: Scene): string {
  const share = `in ${percent(effect)} of ${count(rows)} rows`;
  const day = season === null ? 'on a natural day' : `on ${season}`;
  const usual = `${day} ${natural === 0 ? 'none' : `at most ${percent(natural)}`}`;
  switch (kind) {
    case 'missing':
      return `${list([column, ...together])} ${together.length === 0 ? 'is missing' : 'are missing together'} ${share}; ${usual}`;
    case 'sentinel':
      return `${column} holds ${show(profile, value ?? '')}, which stands for nothing, ${share}; ${usual}`;
    case 'constant':
      return `${column} holds one and the same value, ${show(profile, value ?? '')}, ${share}; ${day} no value holds more than ${percent(natural)}`;
    case 'unseen': {
      const seen = new Set(profile.top.map((top) => top.value));
      const commonest = window.frequent.find((top) => !seen.has(top.value));
      return `${column} holds texts unknown to the reference${commonest ? `, such as ${JSON.stringify(commonest.value)},` : ''} ${share}; ${usual}`;
    }
    case 'out_of_range':
      return `${column} lies outside the reference's ${number(profile.min ?? 0)} to ${number(profile.max ?? 0)} ${share}${means(profile, window)}; ${usual}`;
    case 'extrapolation':
      return `${column} goes on beyond the reference's ${number(profile.min ?? 0)} to ${number(profile.max ?? 0)} ${share}${means(profile, window)}, and the other rows have moved with it; ${usual}`;
    case 'drift':
    case 'score_drift':
      return `${column} is distributed otherwise: distance ${distance(effect)}, ${season === null ? 'a natural day goes to' : `compared with ${season}, which go to`} ${distance(natural)}${cells === undefined ? means(profile, window) : ''}${largestMove(profile, window, cells)}`;
    case 'mix':
      return `the mix of ${column} changed: ${percent(effect)} of ${count(rows)} rows belong to other segments than in the reference, ${day} at most ${percent(natural)}; within the segments the columns that follow from it are as before`;
    case 'volume':
    case 'violations':
    case 'contract':
    case 'skew':
    case 'performance':
    case 'calibration':
    case 'change':
      return `${column} changed to ${number(effect)} from at most ${number(natural)}`;
    default:
      return unreachable(kind);
  }
}

/** In which segments alone it is. */
function placeOf({ where }: Discovery): string {
  if (where === undefined) return '';
  const segments = `${where.column} = ${list(where.values)}`;
  return where.alone ? `, only where ${segments}` : `; most of it where ${segments}`;
}

/** The means, when there are any to compare. */
function means(profile: ColumnProfile, window: ColumnCounts): string {
  const mean = meanOfCounts(profile, window);
  if (profile.mean === null || mean === null) return '';
  return profile.kind === 'timestamp' ? ` (mean ${formatTimeOfDay(mean)}, was ${formatTimeOfDay(profile.mean)})` : ` (mean ${number(mean)}, was ${number(profile.mean)})`;
}

/** The cell that gained or lost most. */
function largestMove(profile: ColumnProfile, window: ColumnCounts, cells?: readonly number[]): string {
  const here = cellsOf(window).map((cell) => cell / Math.max(1, window.rows));
  const whole = profile.kind === 'string' ? profile.top.map((top) => top.count) : profile.counts;
  const bins = cells?.slice(0, whole.length) ?? whole;
  const rows = Math.max(1, cells?.reduce((a, b) => a + b, 0) ?? profile.rows);
  let most = 0;
  bins.forEach((_, i) => {
    if (move(i) > move(most)) most = i;
  });
  function move(i: number): number {
    return Math.abs((here[i] ?? 0) - (bins[i] ?? 0) / rows);
  }
  if (bins.length === 0) return '';
  return `; most in ${cellName(profile, most)}: ${percent(here[most] ?? 0)} of rows, was ${percent((bins[most] ?? 0) / rows)}`;
}

function cellName(profile: ColumnProfile, bin: number): string {
  if (profile.kind === 'string') return JSON.stringify(profile.top[bin]?.value ?? '');
  const edge = (value: number): string => (profile.kind === 'timestamp' ? formatTimeOfDay(value) : number(value));
  const [low, high] = [profile.edges[bin - 1], profile.edges[bin]];
  if (low === undefined) return high === undefined ? 'all values' : `values below ${edge(high)}`;
  return high === undefined ? `values from ${edge(low)}` : `values from ${edge(low)} to ${edge(high)}`;
}

/** What to do about it. */
export function remedyFor({ kind, column, urgency = 'notice', move }: Pick<Finding, 'kind' | 'column' | 'move'> & { readonly urgency?: Urgency }, since: Instant): string {
  const upstream = `find what writes ${column} and what changed there on ${formatStart(since)}`;
  const kept = isHolding({ kind, urgency }) ? '; what is concerned stays out of training and trials until somebody lets it go' : '';
  switch (kind) {
    case 'missing':
      return `${upstream}; mend the feed; if ${column} may be empty, let the contract allow it and retrain on data where it is${kept}`;
    case 'sentinel':
      return `${upstream}; send nothing where there is no value, and refuse the placeholder in the contract${kept}`;
    case 'constant':
      return `${upstream}: a default or a repair that fills in one value${kept}`;
    case 'unseen':
      return `${upstream}; if the new values are real, retrain on data that holds them${kept}`;
    case 'out_of_range':
      return `${upstream}${mendOutside(move)}${kept}`;
    case 'extrapolation':
      return `retrain on data since then: the model has seen no such ${column}; nothing of the window is kept out`;
    case 'drift':
      return `${upstream}; if the world itself changed, retrain on data since then${kept}`;
    case 'score_drift':
      return `look at the features of this window beside the reference; no raw input explains the change of the score, so look at the feature code and the model first`;
    case 'mix':
      return `nothing is broken by it; if the new mix of ${column} stays, retrain on data since then, and look at how the model does in the segments that grew: “capstan monitor performance --by ${column}”`;
    case 'volume':
      return 'look at the callers of the deployment: an outage, a doubled feed, or traffic that goes elsewhere';
    case 'skew':
      return `compare the values with “capstan monitor skew --from ${formatStart(since)}”; make the feature depend on the row and the fitted state alone, then release anew`;
    case 'violations':
      return `look at the refused requests: what they lack is listed with each prediction; mend the callers, or the contract if it is too narrow`;
    case 'contract':
      return `look at what the test is about; mend the callers or the feed, or the contract if the world has changed${kept}`;
    case 'change':
      return `look at the windows since ${formatStart(since)}: at their columns beside the reference, and at their slices; the policy retrains when a gap lasts`;
    case 'performance':
    case 'calibration':
      return urgency === 'page'
        ? `look at the slices, and at what changed by ${formatStart(since)}: what the inputs mean, how outcomes are recorded; the policy retrains when the gap lasts, and “capstan rollback” goes back to the release before`
        : 'nothing at once: the policy retrains when the gap lasts; look at the slices if it does not close';
    default:
      return unreachable(kind);
  }
}

function list(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
