import { holm } from '../../stats/index.ts';
import type { TableCounts, TableProfile } from '../profile/profile.ts';
import { type ColumnComparison, judgeColumn, type Suspicion, TESTS_A_COLUMN } from './judge-column.ts';
import { type DriftOptions, DRIFT_DEFAULTS } from './conclude-batch.ts';

/** What was found in one column of a counted table, by the test that explains it best. */
export interface CountsFinding extends Suspicion {
  /** Corrected over all tests of the table. */
  readonly corrected: number;
  /** The other tests of the column that found something. */
  readonly also: readonly string[];
}

/** What became of a counted table. */
export interface CountsJudgement {
  readonly tests: number;
  /** The surest first. */
  readonly findings: readonly CountsFinding[];
  readonly comparisons: readonly ColumnComparison[];
}

/**
 * Compares the counts of a table with a stored profile, of which no rows are left: the tests of `judgeColumn` by column, corrected for all of them together (Holm). A finding is certain and
 * large enough to matter, as in `judgeBatch`. What takes rows is not seen: repeated ones, values that do not fit each other, rounding. Pure.
 */
export function judgeCounts(reference: TableProfile, counts: TableCounts, options: DriftOptions = {}): CountsJudgement {
  const { falseAlarm, leastShare, leastDistance } = { ...DRIFT_DEFAULTS, ...options };
  const verdicts = reference.columns.map((profile, i) => judgeColumn({ profile, natural: undefined, window: counts.columns[i]! }));
  const suspicions = verdicts.flatMap((verdict) => verdict.suspicions);
  const tests = Math.max(suspicions.length, verdicts.length * TESTS_A_COLUMN);
  const corrected = holm([...suspicions.map(({ p }) => p), ...Array.from({ length: tests - suspicions.length }, () => 1)]);
  const sure = new Map(suspicions.map((suspicion, i) => [suspicion, corrected[i]!]));
  const findings = verdicts.flatMap((verdict): CountsFinding[] => {
    const large = ({ kind, effect, natural }: Suspicion): boolean => effect - natural > 0 && effect - natural >= (kind === 'drift' ? leastDistance : leastShare);
    const certain = verdict.suspicions.filter((suspicion) => sure.get(suspicion)! <= falseAlarm && large(suspicion)).sort((a, b) => a.rank - b.rank);
    const [best, ...others] = certain;
    return best === undefined ? [] : [{ ...best, corrected: sure.get(best)!, also: others.map(({ kind }) => kind) }];
  });
  return { tests, findings: findings.sort((a, b) => a.p - b.p || b.effect - a.effect), comparisons: verdicts.map(({ comparison }) => comparison) };
}
