import { continuousChance, countPairs, learnPairs, rankSum, reconstructionErrors, scorePairs } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { codeRows, type Encoded, JOINT_ROWS, type JointYardstick, meanOf, scoreRows, splitRows } from './fit-joint.ts';
import type { Trace } from './trace.ts';
import type { Yardstick } from './yardstick.ts';

/** Columns that a finding names at most, each with this part of what the first one tells. */
const NAMED = 4;
const TELLING = 0.3;
/** A row is suspicious that is more unusual than so many of the reference. */
const SUSPICIOUS = 0.95;

/**
 * Two tests of all columns together, for what none shows by itself and no chosen pair. A classifier learns to tell half of the batch's rows from half of the reference's, and must tell the other
 * halves apart too: the rank sum test of its scores of held-out rows, where a fixed limit such as an AUC of 0.55 alarms by chance alone when rows are few. And rows put together again from
 * the components that hold most of the reference's variance must not be further off than its held-out rows are (NannyML's idea, with a test).
 */
export function judgeJoint({ joint, columns }: Yardstick, batch: Batch, { codes, scoresOf }: Encoded): Trace[] {
  const silent = (why: string): Trace[] => [1, 2].map(() => ({ ...about, effect: 0.5, p: 1, chance: () => 0, rows: () => [], silent: why }));
  if (joint === null) return silent(`the reference needs ${JOINT_ROWS} rows and two columns whose values repeat`);
  if (batch.rows < JOINT_ROWS) return silent(`a batch needs ${JOINT_ROWS} rows`);
  const names = joint.columns.map((at) => columns[at]!.name);
  const { learned, held } = splitRows(batch.rows);
  return [judgeClassifier({ joint, names }, { batch, codes, learned, held }), judgeReconstruction({ joint, names, columns }, { batch, held, scoresOf })];
}

const about = { kind: 'joint', column: '*', other: null, value: null, usual: 0.5 } as const;

interface Known {
  readonly joint: JointYardstick;
  readonly names: readonly string[];
}

interface Halves {
  readonly batch: Batch;
  readonly codes: readonly (Int32Array | null)[];
  readonly learned: Int32Array;
  readonly held: Int32Array;
}

function judgeClassifier({ joint, names }: Known, { batch, codes, learned, held }: Halves): Trace {
  const toLearn = codeRows(joint, codes, batch, learned);
  const model = learnPairs({ columns: toLearn, pairs: countPairs(toLearn) }, joint.learned);
  const [here, there] = [scorePairs(model, codeRows(joint, codes, batch, held)), scorePairs(model, joint.held)];
  const { above, greater } = rankSum(here, there);
  return { ...about, effect: above, p: greater, chance: continuousChance, rows: () => unusualRows(held, here, there), among: () => mostTelling(names, [...model.importance]) };
}

function judgeReconstruction(
  { joint, names, columns }: Known & Pick<Yardstick, 'columns'>,
  { batch, held, scoresOf }: Pick<Halves, 'batch' | 'held'> & Pick<Encoded, 'scoresOf'>,
): Trace {
  const errors = reconstructionErrors(joint.principal, scoreRows(joint.columns, { columns, batch, scoresOf }, held));
  const { above, twoSided } = rankSum(errors.rows, joint.errors);
  const among = (): string[] =>
    mostTelling(
      names,
      errors.columns.map((column, i) => Math.abs(meanOf(column) - joint.columnErrors[i]!)),
    );
  return { ...about, effect: above, p: twoSided, chance: continuousChance, rows: () => unusualRows(held, errors.rows, joint.errors), among };
}

/** Held-out rows that score above nearly all of the reference's. */
function unusualRows(held: Int32Array, here: Float64Array, there: Float64Array): number[] {
  const limit = there.slice().sort()[Math.floor(SUSPICIOUS * there.length)] ?? Infinity;
  return Array.from(held).filter((_, i) => here[i]! > limit);
}

function mostTelling(names: readonly string[], weights: readonly number[]): string[] {
  const most = Math.max(...weights);
  return names
    .map((name, i) => ({ name, weight: weights[i]! }))
    .filter(({ weight }) => weight > 0 && weight >= TELLING * most)
    .sort((a, b) => b.weight - a.weight)
    .slice(0, NAMED)
    .map(({ name }) => name);
}
