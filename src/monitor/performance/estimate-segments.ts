import type { Digest } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { WindowReport } from '../window.ts';
import { cutSegments } from './cut-segments.ts';
import { conceptChanged } from './estimate-window.ts';
import type { ScoredRows } from './judging.ts';
import { learnRelease, scoreTestRows } from './learn-release.ts';
import type { EstimatedSegment } from './measured-segments.ts';
import { inputValues } from './input-values.ts';

/**
 * Estimates how a release does on units whose labels are not due, whole and by the values of raw inputs. What scores mean is learnt in each segment by itself, from the test rows that belong to it: a model
 * that is calibrated on the whole need not be so in a part. Segments with too few of either say so.
 */
export async function estimateSegments(
  monitor: MonitorMeans,
  about: { readonly release: Digest; readonly units: readonly Unit[]; readonly by: readonly string[]; readonly matured: readonly WindowReport[] },
): Promise<EstimatedSegment[]> {
  const { release, units, by, matured } = about;
  const own = units.filter((unit) => unit.release === release && unit.score !== null);
  if (own.length === 0) return [];
  const known = await scoreTestRows(monitor, release);
  const { judging } = monitor;
  const whole = await learnRelease(monitor, release);
  const changed = conceptChanged(matured, release, judging.told);
  // Units and test rows are cut together, so that both fall into the same segments.
  const all = [...own.map((unit) => unit.inputs), ...known.inputs];
  const segments = cutSegments(
    all.map((_, row) => row),
    by.map((column) => ({ column, values: inputValues(all, column) })),
  );
  const parts = segments
    .map(({ column, value, rows }) => ({
      column,
      value,
      asked: rows.filter((row) => row < own.length),
      reference: rows.filter((row) => row >= own.length).map((row) => row - own.length),
    }))
    .filter(({ asked }) => asked.length > 0);
  const estimated: EstimatedSegment[] = [];
  for (const { column, value, asked, reference } of parts) {
    const segment = { column, value, rows: asked.length };
    if (changed) {
      estimated.push({ ...segment, refusal: 'concept_changed', metrics: [] });
      continue;
    }
    const learnt = await judging.learnPart(whole, rowsAt(known, reference), `estimate ${release} ${column ?? ''} ${value ?? ''}`);
    const estimate = await learnt.estimate(asked.map((row) => own[row]!));
    estimated.push(estimate.refusal === null ? { ...segment, refusal: null, metrics: [...estimate.metrics] } : { ...segment, refusal: estimate.refusal, metrics: [] });
  }
  return estimated;
}

const rowsAt = (rows: ScoredRows, at: readonly number[]): ScoredRows => ({
  inputs: at.map((row) => rows.inputs[row]!),
  features: at.map((row) => rows.features[row]!),
  scores: Float64Array.from(at, (row) => rows.scores[row]!),
  labels: Float64Array.from(at, (row) => rows.labels[row]!),
  ...(rows.probabilities && { probabilities: at.map((row) => rows.probabilities![row]!) }),
  decided: Uint8Array.from(at, (row) => rows.decided[row]!),
});
