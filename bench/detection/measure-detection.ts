import { seededRandom } from '../../src/kernel/index.ts';
import { CORRUPTIONS, type Corruption } from './corruptions.ts';
import type { Detector } from './detector.ts';
import { HARMFUL, trainJudge } from './harm.ts';
import { type DetectionTable, splitTable } from './table.ts';

/** Shares of the rows that are broken. */
export const FRACTIONS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5] as const;

/** How much is measured. */
export interface Effort {
  /** Rows of a batch. */
  readonly rows: number;
  readonly referenceRows: number;
  /** Clean batches of each table. */
  readonly clean: number;
  /** Clean batches of one split. */
  readonly perSplit: number;
  readonly fractions: readonly number[];
  /** Whether to train a model of the table, and say what it loses. */
  readonly harm: boolean;
  /** Times that each corruption of each column at each fraction is tried. */
  readonly trials: number;
}

/** One broken batch, and what was said of it. */
export interface Trial {
  readonly table: string;
  readonly corruption: Corruption;
  readonly fraction: number;
  readonly column: string;
  readonly detected: boolean;
  /** The right column named first. */
  readonly first: boolean;
  /** And called by a right name; null when the detector names no kinds. */
  readonly named: boolean | null;
  /** AUC that a model loses. */
  readonly loss: number;
}

/** What a detector did on a table. */
export interface TableOutcome {
  readonly table: string;
  readonly detector: string;
  readonly clean: number;
  readonly falseAlarms: number;
  readonly trials: readonly Trial[];
  /** Milliseconds of CPU a batch. */
  readonly cost: number;
}

/** Tries a detector on one table: clean batches first, then every corruption of every column. Seeded: the same batches for every detector. */
export async function measureDetection(table: DetectionTable, detector: Detector, effort: Effort): Promise<TableOutcome> {
  const loaded = await table.load();
  const random = seededRandom(`detection bed ${table.name}`);
  const referenceRows = Math.min(effort.referenceRows, loaded.batch.rows >>> 1);
  let falseAlarms = 0;
  let clock = 0;
  let judged = 0;
  const judge = (batch: Parameters<ReturnType<Detector['fit']>>[0], by: ReturnType<Detector['fit']>) => {
    const start = process.cpuUsage();
    const alarm = by(batch);
    const { user, system } = process.cpuUsage(start);
    clock += (user + system) / 1000;
    judged++;
    return alarm;
  };
  for (let done = 0; done < effort.clean; done += effort.perSplit) {
    const split = splitTable(loaded, random.fork(`clean ${done}`), referenceRows);
    const by = detector.fit(split.reference.batch);
    const draws = random.fork(`clean batches ${done}`);
    for (let i = 0; i < Math.min(effort.perSplit, effort.clean - done); i++) if (judge(split.draw(draws, effort.rows).batch, by).length > 0) falseAlarms++;
  }
  const split = splitTable(loaded, random.fork('broken'), referenceRows);
  const by = detector.fit(split.reference.batch);
  const aucOf = effort.harm ? await trainJudge(split.reference) : () => 0;
  const trials: Trial[] = [];
  for (const corruption of CORRUPTIONS) {
    for (const fraction of effort.fractions) {
      loaded.batch.columns.forEach((column, at) => {
        // Whole rows have no columns to go through; they are tried as often as if they had a few.
        for (let trial = 0; trial < effort.trials * (corruption.kind === 'duplicated rows' ? 5 : 1); trial++) {
          const draws = random.fork(`${corruption.name} ${fraction} ${at} ${trial}`);
          const clean = split.draw(draws, effort.rows);
          const made = corruption.apply({ clean, reference: split.reference, column: at, count: Math.round(fraction * effort.rows), random: draws });
          if (made === undefined) continue;
          const alarm = judge(made.broken.batch, by);
          const first = alarm[0] !== undefined && made.columns.includes(alarm[0].column);
          const named = alarm[0]?.kind === null ? null : first && corruption.calls.includes(alarm[0]!.kind!);
          trials.push({ table: table.name, corruption, fraction, column: column.name, detected: alarm.length > 0, first, named, loss: aucOf(clean) - aucOf(made.broken) });
        }
      });
    }
  }
  return { table: table.name, detector: detector.name, clean: effort.clean, falseAlarms, trials, cost: clock / Math.max(1, judged) };
}

/** Whether a trial broke the model. */
export const isHarmful = ({ loss }: Trial): boolean => loss >= HARMFUL;
