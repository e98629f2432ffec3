import { type Digest, seededRandom } from '../../kernel/index.ts';
import { acts } from '../../scope/index.ts';
import type { Unit } from '../../serve/index.ts';
import { estimatePerformance, learnScores } from '../../stats/index.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import type { WindowReport } from '../window.ts';
import { cutSegments } from './cut-segments.ts';
import { conceptChanged } from './estimate-window.ts';
import { toFigures } from './figure.ts';
import { scoreTestRows } from './learn-release.ts';
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
  const changed = conceptChanged(matured, release);
  // Units and test rows are cut together, so that both fall into the same segments.
  const all = [...own.map((unit) => unit.inputs), ...known.inputs];
  const segments = cutSegments(
    all.map((_, row) => row),
    by.map((column) => ({ column, values: inputValues(all, column) })),
  );
  return segments
    .map(({ column, value, rows }) => ({
      column,
      value,
      asked: rows.filter((row) => row < own.length),
      reference: rows.filter((row) => row >= own.length).map((row) => row - own.length),
    }))
    .filter(({ asked }) => asked.length > 0)
    .map(({ column, value, asked, reference }): EstimatedSegment => {
      const segment = { column, value, rows: asked.length };
      if (changed) return { ...segment, refusal: 'concept_changed', metrics: [] };
      const at = <T extends Float64Array | Uint8Array>(make: { from(values: readonly number[], map: (row: number) => number): T }, values: ArrayLike<number>): T =>
        make.from(reference, (row) => values[row]!);
      const learnt = learnScores(
        { scores: at(Float64Array, known.scores), labels: at(Uint8Array, known.labels), decided: at(Uint8Array, known.decided) },
        seededRandom(`estimate ${release} ${column ?? ''} ${value ?? ''}`),
      );
      const estimate = estimatePerformance(learnt, {
        scores: Float64Array.from(asked, (row) => own[row]!.score!),
        decided: Uint8Array.from(asked, (row) => (acts(monitor.cost, own[row]!.decision!) ? 1 : 0)),
      });
      if (estimate.refusal !== null) return { ...segment, refusal: estimate.refusal, metrics: [] };
      return { ...segment, refusal: null, metrics: toFigures({ ...estimate.metrics, positiveRate: estimate.positiveRate }) };
    });
}
