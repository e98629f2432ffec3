import { intervalSchema, Type, type ValueOf } from '../kernel/index.ts';
import { figureSchema } from './figure.ts';

const sliceEvaluationSchema = Type.Object({
  column: Type.String(),
  value: Type.String(),
  rows: Type.Integer(),
  auc: Type.Number(),
  baselineAuc: Type.Number({ description: 'of the simple rule on the same rows' }),
});

const binaryEvaluationSchema = Type.Object(
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
  { description: 'of a question with two answers' },
);

const bounds = (description: string) => Type.Tuple([Type.Number(), Type.Number()], { description });

const comparedSliceSchema = Type.Object({
  column: Type.String(),
  value: Type.String(),
  rows: Type.Integer(),
  quality: Type.Number(),
  baseline: Type.Number({ description: 'of the simple rule on the same rows' }),
  error: Type.Number({ description: 'standard error of the difference' }),
});

const harmSchema = Type.Array(Type.Object({ column: Type.String(), quality: Type.Number(), cost: Type.Number() }), {
  description: 'what would be lost if a raw column carried no information: the metric and the cost after its values are shuffled',
});

const regressionEvaluationSchema = Type.Object(
  {
    task: Type.Literal('regression'),
    rows: Type.Integer({ description: 'test rows' }),
    interval: intervalSchema('their event time'),
    metric: Type.Union([Type.Literal('rmse'), Type.Literal('mae')], { description: 'what the scope asks for' }),
    quality: Type.Number({ description: 'its value, in the outcome’s unit; lower is better' }),
    qualityInterval: bounds('95 % interval of it'),
    metrics: Type.Array(figureSchema, { description: 'mae, rmse, bias, r2, mape and pinball, with 95 % intervals' }),
    meanLabel: Type.Number({ description: 'the mean outcome' }),
    meanScore: Type.Number({ description: 'the mean answer' }),
    cost: Type.Number({ description: 'per unit in the scope’s terms, 0 to 1' }),
    costError: Type.Number({ description: 'its standard error' }),
    baseline: Type.Object({ quality: Type.Number(), cost: Type.Number() }, { description: 'the simple rule to beat' }),
    slices: Type.Array(comparedSliceSchema),
    harm: harmSchema,
  },
  { description: 'of a question for a number' },
);

const classesEvaluationSchema = Type.Object(
  {
    task: Type.Literal('multiclass'),
    rows: Type.Integer({ description: 'test rows' }),
    interval: intervalSchema('their event time'),
    metric: Type.Union([Type.Literal('accuracy'), Type.Literal('macroF1'), Type.Literal('logLoss')], { description: 'what the scope asks for' }),
    quality: Type.Number({ description: 'its value' }),
    qualityInterval: bounds('95 % interval of it'),
    metrics: Type.Array(figureSchema, { description: 'accuracy, macroF1, weightedF1, auc (one against the rest) and logLoss, with 95 % intervals' }),
    classes: Type.Array(
      Type.Object({
        name: Type.String(),
        rows: Type.Integer({ description: 'of the class' }),
        metrics: Type.Array(figureSchema, { description: 'precision, recall, f1 and auc against the rest' }),
      }),
      { description: 'in the order of their names' },
    ),
    confusion: Type.Array(Type.Array(Type.Integer()), { description: 'rows by the class that came true, then by the most probable one' }),
    cost: Type.Number({ description: 'per unit in the scope’s terms, 0 to 1, were the most probable class always answered' }),
    costError: Type.Number({ description: 'its standard error' }),
    baseline: Type.Object({ quality: Type.Number(), cost: Type.Number() }, { description: 'the simple rule to beat' }),
    slices: Type.Array(comparedSliceSchema),
    harm: harmSchema,
  },
  { description: 'of a question for one of several classes' },
);

export const evaluationSchema = Type.Union([binaryEvaluationSchema, regressionEvaluationSchema, classesEvaluationSchema], {
  description: 'how the model did on rows that it has not seen',
});

/** How a model with two answers did. Costs are at the cost-optimal threshold. */
export type BinaryEvaluation = ValueOf<typeof binaryEvaluationSchema>;
/** How a model of numbers did. */
export type RegressionEvaluation = ValueOf<typeof regressionEvaluationSchema>;
/** How a model of several classes did. */
export type ClassesEvaluation = ValueOf<typeof classesEvaluationSchema>;

/** How a model did on rows it has not seen. Costs are per unit, in the scope's terms. For whoever does not care which it is: `qualityOf`. */
export type Evaluation = BinaryEvaluation | RegressionEvaluation | ClassesEvaluation;
