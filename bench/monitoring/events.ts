import { profileValues, type TableProfile } from '../../src/data/index.ts';
import { type Digest, HOUR, seededRandom } from '../../src/kernel/index.ts';
import type { LoadedRelease } from '../../src/release/index.ts';
import type { PredictionRecord } from '../../src/serve/prediction.ts';

const INPUTS = 50;
const random = seededRandom('events of the benchmark');

/** One value of the i-th input: 20 continuous numbers, 10 whole ones, 10 mostly 0, 5 of few and 5 of many texts. */
function inputOf(i: number): number | string {
  if (i < 20) return random.normal() * 100;
  if (i < 30) return Math.round(random.normal() * 50);
  if (i < 40) return random.next() < 0.8 ? 0 : random.next();
  return `k${random.int(i < 45 ? 5 : 300)}`;
}

const profileOf = (names: readonly string[], valueOf: (i: number) => number | string): TableProfile => ({
  rows: 5000,
  columns: names.map((name, i) => {
    const values = Array.from({ length: 5000 }, () => valueOf(i));
    return profileValues({ name, kind: typeof values[0] === 'string' ? 'string' : 'number', values: values as number[] });
  }),
});

/** A release with 50 inputs, 50 features and a score: what counting asks of one. */
export function makeRelease(model = 0): LoadedRelease {
  const inputs = Array.from({ length: INPUTS }, (_, i) => `input_${i}`);
  const features = inputs.map((name) => `${name}_scaled`);
  const reference = {
    inputs: profileOf(inputs, inputOf),
    features: profileOf(features, () => random.normal()),
    score: profileOf(['score'], () => random.next()).columns[0]!,
    natural: [],
  };
  const contract = { columns: {} };
  const known: Pick<LoadedRelease, 'id' | 'reference' | 'featureNames' | 'inputContract' | 'outputContract'> = {
    inputContract: contract,
    outputContract: contract,
    id: `sha256:${String(model).padStart(64, '0')}` as Digest,
    reference,
    featureNames: features,
  };
  return known as LoadedRelease;
}

/** Makes decided events of a release, one after the other, within one hour of event time. */
export function createEvents(): (release: LoadedRelease, count: number) => PredictionRecord[] {
  const pool = Array.from({ length: 4000 }, () => ({
    inputs: Object.fromEntries(Array.from({ length: INPUTS }, (_, i) => [`input_${i}`, inputOf(i)])),
    features: Array.from({ length: INPUTS }, () => random.normal()),
    score: random.next(),
  }));
  let made = 0;
  return ({ id }, count) =>
    Array.from({ length: count }, () => {
      const { inputs, features, score } = pool[made % pool.length]!;
      const at = 280_000 * HOUR + (made++ % HOUR);
      return {
        predictionId: `prd_01J9ZK3M8Q-${made}`,
        release: id,
        arm: 'champion' as const,
        score,
        decision: 'leave',
        rule: null,
        reason: 'default',
        violations: [],
        deployment: 'benchmark',
        unitKey: `unit-${made}`,
        eventAt: at,
        recordedAt: at,
        propensity: 1,
        policyVersion: 1,
        inputs,
        features,
      };
    });
}
