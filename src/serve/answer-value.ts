import { columnOfClass } from '../train/index.ts';
import type { PredictionAnswer } from './prediction.ts';

/** What an answer has in one of the columns of `answerColumns`: its score, the predicted class, or the probability of a class. */
export function answerValue({ score, predicted, probabilities }: Pick<PredictionAnswer, 'score' | 'predicted' | 'probabilities'>, column: string): number | string | null {
  if (column === 'score') return score;
  if (column === 'predicted') return predicted ?? null;
  return probabilities?.[column.slice(columnOfClass('').length)] ?? null;
}
