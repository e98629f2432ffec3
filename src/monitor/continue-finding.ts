import { digestOf, HOUR, type Instant, type Interval, shortDigest } from '../kernel/index.ts';
import { type Finding, MODEL_KINDS } from './finding.ts';

/**
 * A notice that comes again after at most so many windows without it goes on; a page goes on only from one window to the next, as its alert does. A decline goes on in either case: its alert stands through
 * windows that say nothing of the model.
 */
export const LAPSE = 7;

/** What a finding is before it has its name, its place and its beginning. */
export type Draft = Omit<Finding, 'id' | 'deployment' | 'window' | 'since' | 'windows'>;

/** Where a finding stands in time. */
export interface FindingPlace {
  readonly interval: Interval;
  /** Findings of the `LAPSE` windows before and one more, in order of time. */
  readonly previous: readonly Finding[];
}

/** Windows whose findings may go on in a window; a day of the clock's change is an hour longer. */
export const lookback = ({ from }: Interval, window: number): Interval => ({ from: from - (LAPSE + 1) * window - HOUR, to: from });

/** The run that a finding belongs to: its first window, and in how many windows it was found, this one included. What is said of a model does not go on with the next one. */
export function runOf(
  { interval, previous }: FindingPlace,
  { kind, column, urgency, release }: Pick<Finding, 'kind' | 'column' | 'urgency' | 'release'>,
): { since: Instant; windows: number } {
  const earlier = previous.findLast((one) => one.kind === kind && one.column === column && (one.release === release || !MODEL_KINDS.includes(kind)));
  const goesOn = earlier !== undefined && (earlier.window.to >= interval.from || kind === 'performance' || (urgency === 'notice' && earlier.urgency === 'notice'));
  return goesOn ? { since: earlier.since, windows: (earlier.windows ?? 1) + 1 } : { since: interval.from, windows: 1 };
}

/** Gives a draft its name, its place and its beginning. */
export function continueFinding(about: FindingPlace & { readonly deployment: string }, draft: Draft): Finding {
  const { deployment, interval } = about;
  const id = `finding_${shortDigest(digestOf([deployment, interval.from, draft.kind, draft.column, draft.release]))}`;
  return { id, deployment, window: interval, ...runOf(about, draft), ...draft };
}

/** Of each run its newest finding, which says since when and in how many windows; in order of their windows. */
export function foldFindings(findings: readonly Finding[]): Finding[] {
  const newest = new Map<string, Finding>();
  for (const finding of findings) {
    const key = runKey(finding);
    // What was found last stands last.
    newest.delete(key);
    newest.set(key, finding);
  }
  return [...newest.values()];
}

/** The same for all findings of a run. */
export const runKey = ({ kind, column, since }: Pick<Finding, 'kind' | 'column' | 'since'>): string => `${kind} ${column} ${since}`;
