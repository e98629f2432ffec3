import { holmDiscrete } from '../../stats/index.ts';
import type { Batch } from './batch.ts';
import { compactCodes } from './codings.ts';
import { type BatchJudgement, concludeBatch, type DriftOptions } from './conclude-batch.ts';
import { judgeDependencies } from './judge-dependencies.ts';
import { judgeExchanges } from './judge-exchanges.ts';
import { judgeExpectations } from './judge-expectations.ts';
import { judgeJoint } from './judge-joint.ts';
import { judgeMatches } from './judge-matches.ts';
import { judgeNumbers } from './judge-numbers.ts';
import { judgePair } from './judge-pair.ts';
import { judgeRelations } from './judge-relations.ts';
import { judgeTexts } from './judge-texts.ts';
import { judgeTrades } from './judge-trades.ts';
import type { Trace } from './trace.ts';
import { normalScores } from './normal-scores.ts';
import { codeColumn, hasCodes } from './pair-codes.ts';
import { placeNumbers } from './place-numbers.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * Compares a batch with a reference: every column through the tests of its kind, chosen pairs of columns, whole rows; corrected for all tests together (Holm, with what each test can say by chance).
 * A finding is certain (corrected p at most `falseAlarm`) and large enough to matter. Pure: the same rows give the same verdict.
 */
export function judgeBatch(reference: Yardstick, batch: Batch, options: DriftOptions = {}): BatchJudgement {
  const traces = traceBatch(reference, batch);
  return concludeBatch(traces, holmDiscrete(traces), options);
}

/** Every test of a batch, not yet corrected for each other. The list is the same for every batch that is compared with this reference. */
export function traceBatch(reference: Yardstick, batch: Batch): Trace[] {
  const traces: Trace[] = [];
  const placed = reference.columns.map((column, i) => placeNumbers(column, batch.columns[i]!));
  const codes = reference.columns.map((column, i) => (hasCodes(column) ? codeColumn(column, batch.columns[i]!, placed[i]) : null));
  reference.columns.forEach((column, i) => {
    const values = batch.columns[i]!;
    if (column.kind === 'string' && values.kind === 'string') traces.push(...judgeTexts(column, values));
    else if (column.kind !== 'string' && values.kind !== 'string') traces.push(...judgeNumbers(column, values, placed[i]!));
  });
  const names = reference.columns.map((column) => column.name);
  for (const pair of reference.pairs) traces.push(...judgePair(pair, names, codes));
  const few = new Map(reference.codings.map((coding) => [coding.column, compactCodes(coding, codes[coding.column]!, batch.columns[coding.column]!)]));
  traces.push(...judgeExpectations(reference, few, batch.columns));
  traces.push(...judgeTrades(reference.trades, names, few));
  traces.push(...judgeExchanges(reference.exchanges, names, { codes, few, placed }), ...judgeDependencies(reference, batch));
  const scoresOf = normalScores(reference.columns, batch, placed);
  traces.push(...judgeRelations(reference, batch, scoresOf), judgeMatches(reference, batch), ...judgeJoint(reference, batch, { codes, scoresOf }));
  return traces;
}
