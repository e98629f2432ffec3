import { judgeShare, naturalBound } from '../../data/index.ts';
import { chance, percent } from '../diagnosis/describe-finding.ts';
import type { Urgency } from '../finding.ts';
import type { WindowVolume } from '../windows.store.ts';
import type { Monitoring } from '../window.ts';

/** A window's requests by what became of them. */
export interface Requests {
  readonly rows: number;
  readonly refused: number;
  readonly flagged: number;
}

/** More requests than usual broke the input contract. */
export interface RequestsVerdict {
  readonly urgency: Urgency;
  readonly effect: number;
  readonly natural: number;
  readonly p: number;
  readonly message: string;
}

/** Where there is no history yet, this many clean requests are assumed before the first: a contract holds on what it was written for. */
const ASSUMED = 1_000;

/** Compares the share of refused (then of flagged) requests with that of earlier windows that were not quarantined. Only refusals page. Null when nothing is to be said. */
export function judgeRequests({ rows, refused, flagged }: Requests, history: readonly WindowVolume[], options: Required<Monitoring>): RequestsVerdict | null {
  const past = history.filter((window) => !window.quarantined && window.predictions > 0);
  const total = past.reduce((sum, window) => sum + window.predictions, 0);
  const judge = (hits: number, of: (window: WindowVolume) => number) => {
    const before = { hits: past.reduce((sum, window) => sum + of(window), 0), rows: total + ASSUMED };
    return judgeShare({ hits, rows }, before, naturalBound(past.map((window) => of(window) / window.predictions)));
  };
  const tests = [
    { what: 'refused', pages: true, ...judge(refused, (window) => window.refused) },
    { what: 'flagged', pages: false, ...judge(flagged, (window) => window.flagged) },
  ];
  for (const { what, pages, share, natural, p } of tests) {
    const corrected = Math.min(1, p * tests.length);
    const excess = share - natural;
    if (corrected > options.falseAlarm || excess <= 0 || excess < options.pageShare / 10) continue;
    const message = `${percent(share)} of ${rows.toLocaleString('en-US')} requests were ${what} by the input contract; usually ${natural === 0 ? 'none' : `at most ${percent(natural)}`}. ${chance(corrected)}.`;
    return { urgency: pages && excess >= options.pageShare ? 'page' : 'notice', effect: share, natural, p: corrected, message };
  }
  return null;
}
