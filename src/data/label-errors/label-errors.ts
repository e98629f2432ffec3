import { LABEL_ISSUE_METHODS, LABEL_RANKINGS } from '../../stats/index.ts';
import { oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';

const labelErrorSchema = Type.Object({
  row: Type.Integer({ description: 'position in the table, 0 for the first' }),
  key: orNull(Type.String({ description: 'the key of the row; null when the table has none' })),
  given: Type.String({ description: 'the label it has' }),
  suggested: Type.String({ description: 'the most probable class, or the number that is expected' }),
  confidence: orNull(Type.Number({ description: 'probability of the given label; null of numbers' })),
  suggestedConfidence: orNull(Type.Number({ description: 'probability of the suggested one; null of numbers' })),
  score: Type.Number({ description: 'quality of the label by the chosen ranking, 0 (surely wrong) to 1; of numbers the most that the chance can be of such a deviation' }),
  reason: Type.String(),
});

/** A label that is probably wrong. */
export type LabelError = ValueOf<typeof labelErrorSchema>;

export const labelErrorsSchema = Type.Object(
  {
    rows: Type.Integer({ description: 'rows looked at' }),
    unlabelled: Type.Integer({ description: 'rows without a label or a probability, which are left out' }),
    found: Type.Integer({ description: 'labels that are probably wrong' }),
    method: oneOf([...LABEL_ISSUE_METHODS, 'deviation'], 'of numbers the deviation from what is expected'),
    rankBy: orNull(oneOf(LABEL_RANKINGS)),
    probabilities: Type.String({ description: 'where the probabilities, or what is expected of numbers, come from' }),
    caution: orNull(Type.String({ description: 'what keeps these labels from being judged by a model' })),
    classes: Type.Array(
      Type.Object({
        label: Type.String(),
        rows: Type.Integer({ description: 'rows labelled so' }),
        confidence: orNull(Type.Number({ description: 'mean probability of the class among them; null when there is none' })),
        truly: Type.Array(Type.Integer(), { description: 'how many of them are estimated to be truly of each class, in this order' }),
      }),
      { description: 'none of numbers' },
    ),
    errors: Type.Array(labelErrorSchema, { description: 'worst first' }),
  },
  { description: 'labels that are probably wrong' },
);

/** Columns that models of the other rows wrote beside each row: the probability of the greater of two labels, or of each class; what number is expected, and by how much such numbers usually deviate. */
export const OUT_OF_FOLD = {
  one: 'out-of-fold probability',
  each: 'out-of-fold probability of ',
  expected: 'out-of-fold expectation',
  usual: 'out-of-fold usual deviation',
} as const;

/** Labels that are probably wrong, and how given and true labels go together. */
export type LabelErrors = ValueOf<typeof labelErrorsSchema>;
