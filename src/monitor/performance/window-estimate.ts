import { digestSchema, oneOf, orNull, Type, type ValueOf } from '../../kernel/index.ts';
import { ERROR_REFUSALS, ESTIMATE_REFUSALS } from '../../stats/index.ts';
import { figureSchema } from '../../train/schemas.ts';

/**
 * Why a window has no estimate: those of the arithmetic, or `data_broken` (a score made of broken inputs does not mean what it says), or `concept_changed` (labels of earlier windows
 * said otherwise than their estimates).
 */
export const WINDOW_REFUSALS = [...ESTIMATE_REFUSALS, ERROR_REFUSALS[1], 'data_broken', 'concept_changed'] as const;
export type WindowRefusal = (typeof WINDOW_REFUSALS)[number];

export const windowEstimateSchema = Type.Object(
  {
    release: digestSchema('whose answers are estimated'),
    units: Type.Integer({ description: 'that it answered' }),
    refusal: orNull(oneOf(WINDOW_REFUSALS, 'why nothing can be estimated now')),
    metrics: Type.Array(figureSchema, {
      description:
        'auc, accuracy, precision, recall, specificity and f1 of acting, the positive rate, and the cost per unit; of numbers, what direct loss estimation gives: mae, rmse, mse, bias and others',
    }),
  },
  { description: 'what labels are expected to measure, before they come' },
);

/** What labels of a window are expected to measure. */
export type WindowEstimate = ValueOf<typeof windowEstimateSchema>;
