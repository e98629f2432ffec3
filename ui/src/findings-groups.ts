import type { FindingOverview } from '../../src/sdk/overview.ts';
import { DAY } from './format-time.ts';

/** The same finding on one or more days. */
export interface FindingGroup {
  readonly key: string;
  readonly latest: FindingOverview;
  /** The day on which the effect was largest beside natural change. */
  readonly worst: FindingOverview;
  /** Start of the first and of the last day. */
  readonly from: number;
  readonly last: number;
  readonly days: number;
}

export const ratioOf = (finding: FindingOverview): number => (finding.natural > 0 ? finding.effect / finding.natural : Number.POSITIVE_INFINITY);

/** Pages in unbroken runs, the newest first: each is something that happened. */
export const pagesOf = (findings: readonly FindingOverview[]): FindingGroup[] =>
  group(findings, 'page', (finding) => `${finding.kind}/${finding.column}/${finding.since}`).sort((a, b) => b.last - a.last);

/** Notices by column and kind, the farthest from natural first: each is a tendency, however often it stopped and came again. */
export const noticesOf = (findings: readonly FindingOverview[]): FindingGroup[] =>
  group(findings, 'notice', (finding) => `${finding.kind}/${finding.column}`).sort((a, b) => ratioOf(b.worst) - ratioOf(a.worst));

function group(findings: readonly FindingOverview[], urgency: FindingOverview['urgency'], keyOf: (finding: FindingOverview) => string): FindingGroup[] {
  const groups = new Map<string, FindingGroup>();
  for (const finding of findings) {
    if (finding.urgency !== urgency) continue;
    const key = keyOf(finding);
    const before = groups.get(key);
    groups.set(key, {
      key,
      latest: before && before.latest.at > finding.at ? before.latest : finding,
      worst: before && ratioOf(before.worst) >= ratioOf(finding) ? before.worst : finding,
      from: Math.min(before?.from ?? finding.at, finding.at),
      last: Math.max(before?.last ?? finding.at, Math.floor(finding.at / DAY) * DAY),
      days: (before?.days ?? 0) + 1,
    });
  }
  return [...groups.values()];
}
