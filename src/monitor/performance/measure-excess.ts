import type { Digest } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { calibrate } from '../../stats/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { learnRelease } from './learn-release.ts';

/** Units that a release decided as champion. */
export const ownUnits = (units: readonly Unit[], release: Digest): Unit[] => units.filter((unit) => unit.release === release && unit.arm === 'champion' && unit.score !== null);

/**
 * By how much more each labelled unit's squared error is than its calibrated score promised: (s - y)² - E (s - Y)² = (y - p)(1 - 2s), in [-1, 1]. A change of who asks changes what is promised, and
 * leaves its mean at 0; a change of what scores mean does not.
 */
export async function measureExcess(monitor: MonitorMeans, release: Digest, labelled: readonly Unit[]): Promise<Float64Array> {
  const scores = Float64Array.from(labelled, (unit) => unit.score!);
  const { calibrator } = await learnRelease(monitor, release);
  return calibrate(calibrator, scores).map((p, i) => (labelled[i]!.label! - p) * (1 - 2 * scores[i]!));
}
