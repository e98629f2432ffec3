import { type Random, seededRandom } from '../../src/kernel/index.ts';
import { CORRUPTIONS, type Corruption } from './corruptions.ts';
import type { Alarm, Detector, Verdict } from './detector.ts';
import { HARMFUL, trainJudge } from './harm.ts';
import { askOracle, type Riddle } from './oracle.ts';
import { type DetectionTable, type LabelledBatch, splitTable } from './table.ts';

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
  /** Columns that a corruption is tried on at most, drawn at random. @default all */
  readonly columns?: number;
  /** Whether to ask of what was missed whether anybody could have found it. @default false */
  readonly oracle?: boolean;
}

/** One broken batch, and what was said of it. */
export interface Trial {
  readonly table: string;
  /** Columns of the table. */
  readonly width: number;
  readonly corruption: Corruption;
  readonly fraction: number;
  readonly column: string;
  readonly detected: boolean;
  /** The right column named first. */
  readonly first: boolean;
  /** And called by a right name; null when the detector names no kinds. */
  readonly named: boolean | null;
  /** Of one that was missed: the least p of any test of a right column, before correction; null where the detector does not tell. */
  readonly least: number | null;
  /** AUC that a model loses. */
  readonly loss: number;
  /** The p of one who is told all but the rows; null where nobody was asked. */
  readonly oracle: number | null;
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

/**
 * Tries a detector on one table: clean batches first, then every corruption of every column. Seeded: the same batches for every detector.
 * Gives an outcome for each of its readings.
 */
export async function measureDetection(table: DetectionTable, detector: Detector, effort: Effort): Promise<TableOutcome[]> {
  const loaded = await table.load();
  const random = seededRandom(`detection bed ${table.name}`);
  const referenceRows = Math.min(effort.referenceRows, loaded.batch.rows >>> 1);
  const falseAlarms = detector.readings.map(() => 0);
  let clock = 0;
  let judged = 0;
  const judge = async ({ batch }: LabelledBatch, by: Verdict): Promise<readonly Alarm[]> => {
    const start = detector.cpu();
    const alarms = await by(batch);
    clock += detector.cpu() - start;
    judged++;
    return alarms;
  };
  for (let done = 0; done < effort.clean; done += effort.perSplit) {
    const split = splitTable(loaded, random.fork(`clean ${done}`), referenceRows);
    const by = await detector.fit(split.reference.batch);
    const draws = random.fork(`clean batches ${done}`);
    for (let i = 0; i < Math.min(effort.perSplit, effort.clean - done); i++)
      (await judge(split.draw(draws, effort.rows), by)).forEach((alarm, reading) => (falseAlarms[reading]! += Number(alarm.named.length > 0)));
  }
  const split = splitTable(loaded, random.fork('broken'), referenceRows);
  const by = await detector.fit(split.reference.batch);
  const aucOf = effort.harm ? await trainJudge(split.reference) : () => 0;
  const trials = detector.readings.map((): Trial[] => []);
  const riddles: Riddle[] = [];
  const positions = loaded.batch.columns.map((_, at) => at);
  for (const corruption of CORRUPTIONS) {
    for (const fraction of effort.fractions) {
      const tried = new Set<number>();
      const order = effort.columns === undefined ? positions : shuffled(positions, random.fork(`order ${corruption.name} ${fraction}`));
      for (const at of order) {
        if (tried.size >= (effort.columns ?? Infinity)) break;
        // Whole rows have no columns to go through; they are tried as often as if they had a few.
        for (let trial = 0; trial < effort.trials * (corruption.kind === 'duplicated rows' ? 5 : 1); trial++) {
          const from = (): Random => random.fork(`${corruption.name} ${fraction} ${at} ${trial}`);
          const draws = from();
          const clean = split.draw(draws, effort.rows);
          const made = corruption.apply({ clean, reference: split.reference, column: at, count: Math.round(fraction * effort.rows), random: draws });
          if (made === undefined) continue;
          tried.add(at);
          riddles.push({ corruption, fraction, column: at, made, random: () => afterDraw(from(), effort.rows) });
          const about = {
            table: table.name,
            width: positions.length,
            corruption,
            fraction,
            column: loaded.batch.columns[at]!.name,
            loss: aucOf(clean) - aucOf(made.broken),
            oracle: null,
          };
          (await judge(made.broken, by)).forEach((alarm, reading) => trials[reading]!.push({ ...about, ...scoreAlarm(alarm, corruption, made.columns) }));
        }
      }
    }
  }
  if (effort.oracle) {
    const rest = split.draw(random.fork('oracle'), Math.min(CLEAN_ROWS, loaded.batch.rows - referenceRows));
    for (const [reading, of] of trials.entries()) {
      for (const [i, trial] of of.entries())
        if (!trial.detected || i % CHECKED === 0) trials[reading]![i] = { ...trial, oracle: await askOracle(riddles[i]!, split.reference, rest) };
    }
  }
  return detector.readings.map((name, reading) => ({
    table: table.name,
    detector: name,
    clean: effort.clean,
    falseAlarms: falseAlarms[reading]!,
    trials: trials[reading]!,
    cost: clock / Math.max(1, judged),
  }));
}

/** Clean rows beside which the oracle judges; and of what was found it is asked every so manieth, to see that it is one. */
const CLEAN_ROWS = 20_000;
const CHECKED = 25;

/** A stream behind the draw of a batch, of which each row takes one number. */
function afterDraw(random: Random, rows: number): Random {
  for (let row = 0; row < rows; row++) random.int(rows);
  return random;
}

function shuffled(positions: readonly number[], random: Random): number[] {
  const keys = positions.map(() => random.next());
  return positions.toSorted((a, b) => keys[a]! - keys[b]!);
}

function scoreAlarm({ named, leastOf }: Alarm, corruption: Corruption, columns: readonly string[]): Pick<Trial, 'detected' | 'first' | 'named' | 'least'> {
  const [worst] = named;
  const first = worst !== undefined && columns.includes(worst.column);
  return {
    detected: worst !== undefined,
    first,
    named: worst?.kind === null ? null : first && corruption.calls.includes(worst.kind!),
    least: worst === undefined && leastOf ? leastOf(columns) : null,
  };
}

/** Whether a trial broke the model. */
export const isHarmful = ({ loss }: Trial): boolean => loss >= HARMFUL;
