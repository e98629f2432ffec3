import { intervalSchema, Type, type ValueOf } from '../kernel/index.ts';

const sliceEvaluationSchema = Type.Object({
  column: Type.String(),
  value: Type.String(),
  rows: Type.Integer(),
  auc: Type.Number(),
  baselineAuc: Type.Number({ description: 'of the simple rule on the same rows' }),
});

/** How a model did where a raw column has one value. */
export type SliceEvaluation = ValueOf<typeof sliceEvaluationSchema>;

export const evaluationSchema = Type.Object(
  {
    rows: Type.Integer({ description: 'test rows' }),
    interval: intervalSchema('their event time'),
    positiveRate: Type.Number({ description: 'share of labels 1' }),
    auc: Type.Number(),
    aucInterval: Type.Tuple([Type.Number(), Type.Number()], { description: '95 % interval of the AUC' }),
    logLoss: Type.Number(),
    calibrationGap: Type.Number({ description: 'mean score minus positive rate' }),
    cost: Type.Number({ description: 'per unit in the scope’s terms, at the cost-optimal threshold' }),
    baseline: Type.Object({ auc: Type.Number(), cost: Type.Number() }, { description: 'the simple rule to beat' }),
    slices: Type.Array(sliceEvaluationSchema),
    harm: Type.Array(Type.Object({ column: Type.String(), auc: Type.Number(), cost: Type.Number() }), {
      description: 'what would be lost if a raw column carried no information: AUC and cost after its values are shuffled',
    }),
  },
  { description: 'how the model did on rows that it has not seen' },
);

/** How a model did on rows it has not seen. Costs are per unit, in the scope's terms, at the cost-optimal threshold. */
export type Evaluation = ValueOf<typeof evaluationSchema>;
