import { ORDINARY } from './judge-point-mass.ts';
import { BATCH_CHANGES, type BatchChange, type Trace } from './trace.ts';

/** How a batch is judged. */
export interface DriftOptions {
  /** Chance of any finding in a batch that is more of the reference. @default 0.01 */
  readonly falseAlarm?: number;
  /** Smallest share of rows worth a finding, beyond the usual share. @default 0.001 */
  readonly leastShare?: number;
  /** Smallest total variation distance worth a finding. @default 0.02 */
  readonly leastDistance?: number;
  /** Changes that are usual up to a size, such as of what differs from day to day; they are findings only beyond it. @default none */
  readonly allow?: readonly AllowedChange[];
}

/** A change that is no finding up to a size: share of rows beyond the usual, or distance for `drift`. At 1 it never is one. */
export interface AllowedChange {
  readonly change: BatchChange;
  readonly column: string;
  /** The other column of a pair. */
  readonly other?: string;
  readonly atMost: number;
}

export const DRIFT_DEFAULTS: Required<Omit<DriftOptions, 'allow'>> = { falseAlarm: 0.01, leastShare: 0.001, leastDistance: 0.02 };

/** What was found in one column of a batch (or in whole rows, `*`), by the test that explains it best. */
export interface BatchFinding extends Trace {
  /** Corrected over all tests of the batch. */
  readonly corrected: number;
  /** The other tests of the column that found something, as `kind` or `kind of other`. */
  readonly also: readonly string[];
  /** The segments in which alone it is seen, where the batch was cut into segments and there are any. */
  readonly where?: readonly string[];
}

/** What became of a batch. */
export interface BatchJudgement {
  /** How many tests it went through. */
  readonly tests: number;
  /** Worst first; none in a batch that is more of the reference, but for one in a hundred. */
  readonly findings: readonly BatchFinding[];
  /** The drift test of each column. */
  readonly distances: readonly Trace[];
  /** Tests that could not be made, and why. */
  readonly silent: readonly Pick<Trace, 'kind' | 'silent'>[];
}

/** Kinds whose effect is a distance, or is read like one. */
const DISTANCES: readonly BatchChange[] = ['drift', 'joint', 'mix'];

/** Where so many rows do not fit by nature, a few more are another distribution, not a few broken rows. */
const COMMON = 0.25;
const isLikeDistance = ({ kind, isDistance, usual }: Trace): boolean => DISTANCES.includes(kind) || isDistance === true || (kind === 'association' && usual >= COMMON);

/** What tests amount to, once their p are `corrected` for each other. */
export function concludeBatch(traces: readonly Trace[], corrected: readonly number[], options: DriftOptions = {}): BatchJudgement {
  const { falseAlarm, leastShare, leastDistance, allow = [] } = { ...DRIFT_DEFAULTS, ...options };
  const allowed = new Map(allow.map(({ change, column, other = null, atMost }) => [keyOfTest({ kind: change, column, other }), atMost]));
  const allowedFor = (trace: Trace): number => Math.max(allowed.get(keyOfTest(trace)) ?? 0, trace.ofTwo === true ? (allowed.get(keyOfTest({ ...trace, kind: 'drift' })) ?? 0) : 0);
  const certain = traces.flatMap((trace, i) => {
    const size = sizeOf(trace);
    const large = size >= (isLikeDistance(trace) ? leastDistance : leastShare) && size > allowedFor(trace);
    return corrected[i]! <= falseAlarm && large ? [{ ...trace, ...trace.told?.(), corrected: corrected[i]!, also: [] }] : [];
  });
  return {
    tests: traces.length,
    findings: groupByColumn(leaveUnexplained(blame(certain, traces))),
    distances: traces.filter((trace) => trace.kind === 'drift'),
    silent: traces.filter((trace) => trace.silent !== undefined),
  };
}

/** A rise of one of two values is a change of shares, however it was found. */
function callShares(finding: BatchFinding): BatchFinding {
  const { ofTwo = false, effect, usual, natural } = finding;
  if (!ofTwo) return finding;
  return { ...finding, kind: 'drift', value: null, effect: effect - usual, usual: 0, ...(natural && { natural: { ...natural, limit: Math.max(0, natural.limit - usual) } }) };
}

/** With more than this one value is all that is left. */
const ALL = 0.9;

/** Whether things only moved, as they may by nature: a distribution, a combination, the mix, the share of an ordinary value; nothing is missing, misplaced or made up. */
export const onlyMoved = ({ kind, usual, effect }: Trace): boolean => DISTANCES.includes(kind) || (kind === 'constant' && usual >= ORDINARY && effect < ALL);

/** How much changed: the distance of distributions, or the share of rows beyond (or short of) the usual one. */
export const sizeOf = ({ kind, effect, usual }: Trace): number => (kind === 'drift' ? effect : Math.abs(effect - usual));

/** Tells tests of what changes, and in which columns, apart. */
export const keyOfTest = ({ kind, column, other }: Pick<Trace, 'kind' | 'column' | 'other'>): string => JSON.stringify([kind, column, other]);

/** From which on a test that is not certain still says something of which column is wrong. */
const TELLING = 0.01;

/**
 * What does not fit is told as a matter of the column that is likeliest wrong: of the one that shows something by itself; else of the one that does not fit in more rows, since a right value beside a
 * wrong one is still told by the others; else of the one that is the less usual by itself, or shows it in more pairs; else, of two instants, of the one from which the other is taken.
 */
function blame(certain: readonly BatchFinding[], traces: readonly Trace[]): BatchFinding[] {
  const evidence = new Map<string, number>();
  const weigh = (column: string | null, p: number): void => {
    if (column !== null) evidence.set(column, (evidence.get(column) ?? 0) - Math.log(Math.max(p, 1e-300)));
  };
  for (const { kind, column, other, p } of certain) {
    weigh(column, kind === 'association' ? p : p ** 2);
    weigh(other, p);
  }
  const isAlone = ({ beside, other }: Trace): boolean => beside === undefined && other === null;
  const alone = new Set(certain.filter(isAlone).map(({ column }) => column));
  const spans = traces.filter(({ isSpan }) => isSpan);
  const [misfits, least] = [new Map<string, Misfit>(), new Map<string, number>()];
  for (const trace of traces) {
    const { kind, column, beside, effect, usual, p } = trace;
    if (isAlone(trace)) least.set(column, Math.min(least.get(column) ?? TELLING, p));
    else if (beside && kind !== 'stale' && p < TELLING && effect - usual > (misfits.get(column)?.excess ?? 0)) misfits.set(column, { excess: effect - usual, beside });
  }
  const isLikelier = (one: string, other: string): boolean => {
    if (alone.has(one) !== alone.has(other)) return alone.has(one);
    const [a, b] = [misfits.get(one), misfits.get(other)];
    // Of two that are judged beside each other alone, both do not fit alike.
    const areAlike = a?.beside.length === 1 && b?.beside.length === 1 && a.beside[0] === other && b.beside[0] === one;
    if (a && b && !areAlike && a.excess !== b.excess) return a.excess > b.excess;
    const [p, q] = [least.get(one) ?? TELLING, least.get(other) ?? TELLING];
    const [e, f] = [evidence.get(one) ?? 0, evidence.get(other) ?? 0];
    return p !== q ? p < q : e !== f ? e > f : spans.some((span) => span.column === one && span.other === other);
  };
  return certain.map((finding) => {
    // A feed that stands still does so whatever is wrong with others.
    if (isAlone(finding) || finding.kind === 'stale') return finding;
    const [likeliest] = (finding.beside ?? [finding.other!])
      .filter((other) => isLikelier(other, finding.column))
      .sort((a, b) => Number(isLikelier(b, a)) - Number(isLikelier(a, b)));
    if (likeliest === undefined) return finding;
    const { pattern } = finding;
    // What is too late beside the other has the other too early beside it.
    const turned = pattern && 'hours' in pattern ? { pattern: { hours: -pattern.hours } } : {};
    return { ...finding, ...turned, kind: 'association', column: likeliest, other: finding.column, value: null };
  });
}

/** The rows in which a column does not fit, beyond the usual, and the columns beside which it was judged. */
interface Misfit {
  readonly excess: number;
  readonly beside: readonly string[];
}

/** What all columns show together is told only where none of those that show it most was found by itself, and no rows repeat. */
function leaveUnexplained(certain: readonly BatchFinding[]): BatchFinding[] {
  const told = new Set(certain.flatMap(({ kind, column, other }) => (kind === 'joint' ? [] : [column, other])));
  return certain.filter(({ kind, among }) => kind !== 'joint' || !(told.has('*') || among!().some((column) => told.has(column))));
}

/** Values that do not fit their rows explain more of one value better when they are more certain by this, in logarithms. */
const MIXED = 1.2;
/** One value that is nearly all of what is outside explains it better. */
const NEARLY_ALL = 0.8;

/** A run that holds less than this part of a rise is no more than what the rise brings. */
const MOST = 0.5;

/** Whether it is nothing but what other shares of two values bring: more of one where it is not expected, another fineness, longer runs. */
const followsFrom = (ofTwo: Trace, { kind, effect }: Trace): boolean =>
  kind === 'constant' || kind === 'resolution' || (kind === 'stale' && effect * (1 - ofTwo.usual) < MOST * (ofTwo.effect - ofTwo.usual));

/** The lower, the better a test explains what a column's tests found. */
function rankOf(finding: Trace, group: readonly Trace[]): number {
  const rank = BATCH_CHANGES.indexOf(finding.kind);
  if (finding.ofTwo) return BATCH_CHANGES.indexOf('drift');
  const ofTwo = group.find((one) => one.ofTwo);
  if (ofTwo !== undefined && followsFrom(ofTwo, finding)) return BATCH_CHANGES.length;
  if (finding.kind !== 'constant') return rank;
  // A text that was never seen is told as that.
  const isNew = group.some(({ kind }) => kind === 'unseen' || kind === 'characters');
  const wider = group.filter(({ kind }) => kind === 'out_of_range' || kind === 'resolution');
  // More of one value comes with many that do not fit where values are mixed up.
  const isMixed = group.some(({ kind, other, p }) => kind === 'association' && other === null && p < finding.p ** MIXED);
  return !isNew && !isMixed && wider.every(({ effect }) => finding.effect >= NEARLY_ALL * effect) ? rank : BATCH_CHANGES.length;
}

/** Whole rows are told first when their evidence is at least this part of the strongest, in logarithms. */
const SOURCE = 0.4;
/** And when rows are not alike by nature; otherwise broken values may be what makes them alike. */
const NEVER = 0.001;

/** One finding a column, of the kind that explains it best; worst first. */
function groupByColumn(certain: readonly BatchFinding[]): BatchFinding[] {
  const rowsRepeat = certain.some(({ kind, column }) => kind === 'duplicates' && column === '*');
  const columns = new Map<string, BatchFinding[]>();
  for (const finding of certain) {
    // Where whole rows repeat, so do their values.
    if (rowsRepeat && finding.kind === 'duplicates' && finding.column !== '*') continue;
    columns.set(finding.column, [...(columns.get(finding.column) ?? []), finding]);
  }
  const told = [...columns.values()].map((group) => {
    const [first, ...others] = group.toSorted((a, b) => rankOf(a, group) - rankOf(b, group) || a.p - b.p).map(callShares);
    const pattern = first!.kind === 'association' ? group.find((finding) => finding.kind === 'association' && finding.pattern)?.pattern : undefined;
    return { least: Math.min(...group.map((finding) => finding.p)), finding: { ...first!, ...(pattern && { pattern }), also: sayBeside(first!, others) } };
  });
  const strength = (p: number): number => -Math.log(Math.max(p, 1e-300));
  const strongest = Math.max(...told.map(({ least }) => strength(least)));
  // Rows that come twice bring their runs, their order and their combinations with them: what is nearly as certain comes from it.
  const isSource = ({ least, finding: { column, kind, usual } }: (typeof told)[number]): boolean =>
    column === '*' && kind !== 'joint' && usual < NEVER && strength(least) >= SOURCE * strongest;
  return told.toSorted((a, b) => Number(isSource(b)) - Number(isSource(a)) || a.least - b.least || b.finding.effect - a.finding.effect).map(({ finding }) => finding);
}

/** Other columns that are named of all that a column does not go with. */
const PARTNERS = 3;

/** What else was found of a column beside what is told first, each kind once. */
function sayBeside(first: Trace, others: readonly Trace[]): string[] {
  const partners = new Map<string, Set<string>>();
  for (const { kind, other } of others) {
    if (kind === first.kind && other === first.other) continue;
    partners.set(kind, (partners.get(kind) ?? new Set()).add(other ?? (kind === 'association' ? 'the rest of the row' : '')));
  }
  return [...partners].map(([kind, set]) => {
    const names = [...set].filter((name) => name !== '');
    const more = names.length > PARTNERS ? ` and ${names.length - PARTNERS} more` : '';
    return names.length === 0 ? kind : `${kind} with ${names.slice(0, PARTNERS).join(', ')}${more}`;
  });
}
