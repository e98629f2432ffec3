import type { LabelErrorsOrder, LeakageOrder, WeakSlicesOrder } from '../../data/index.ts';
import type { JsonValue } from '../../kernel/index.ts';
import type { Asked } from '../../scope/index.ts';
import type { Step, StepInput } from '../../work/index.ts';
import { gradientBoosting } from '../trainers/index.ts';
import type { RunDiagnostic } from './definition.ts';

/** Where what a diagnostic reads comes from: outputs of the training pipeline's steps, or the blobs that they left. */
export interface TrainingParts {
  /** Feature tables. */
  readonly train: StepInput;
  readonly test: StepInput;
  /** Raw rows: those of training first, then those of the test; and the latter alone. */
  readonly rows: StepInput;
  readonly testRows: StepInput;
  readonly model: StepInput;
  /** The raw inputs of the features, what is asked for, and the interpreter for a model that is not ONNX. */
  readonly scoring: Readonly<Record<string, JsonValue>> & Asked;
}

/** Small trees in great number would only be slower: what is asked of them is a probability that is honest. */
const TRAINER = gradientBoosting({ trees: 60, leaves: 15, minLeaf: 20, earlyStopping: 0 });
const FOLDS = 5;
/** Columns of a snapshot that are no raw inputs. */
const LABEL = 'label';
const KEY = 'unit_key';
const EVENT_AT = 'event_at';

const json = (value: object): Record<string, JsonValue> => JSON.parse(JSON.stringify(value)) as Record<string, JsonValue>;
const output = (step: string, name: string): StepInput => ({ step, output: name });

/** How label errors are sought where another step tells the labels. */
type ToldLabelErrors = Omit<LabelErrorsOrder, 'probabilities'> & Partial<Pick<LabelErrorsOrder, 'probabilities'>>;

/** The step that ends in a report, by the kind of the diagnostic; its output is `report`. */
export const reportStep = (kind: RunDiagnostic['kind'], inputs: Record<string, StepInput>, params: ToldLabelErrors | WeakSlicesOrder | LeakageOrder): Step => ({
  name: kind,
  action: { module: `capstan:data/steps/${kind}.store`, export: { 'label-errors': 'labelErrors', 'weak-slices': 'weakSlices', leakage: 'leakage' }[kind] },
  inputs,
  params: json(params),
  outputs: ['report'],
});

/** The step that tells rows by models which have not learnt from them; its output `table` has the columns of `OUT_OF_FOLD` beside theirs. What is asked stands in `asked`, or in an input of that name. */
export const outOfFoldStep = (
  inputs: { readonly features: StepInput; readonly rows: StepInput; readonly asked?: StepInput },
  { folds = FOLDS, seed = 1, ...asked }: { folds?: number | undefined; seed?: number | undefined } & Partial<Asked>,
): Step => ({
  name: 'out-of-fold',
  action: { module: 'capstan:train/steps/out-of-fold.store', export: 'outOfFold' },
  inputs,
  params: json({ trainer: TRAINER, folds, seed, ...asked }),
  outputs: ['table'],
});

/** How what is told by `outOfFoldStep` came to be, in words. */
export const tellFolds = (folds = FOLDS): string => `out of sample: gradient boosting, ${folds} folds`;

/** The steps of a diagnostic of a training. */
export function diagnosticSteps({ kind, options }: RunDiagnostic, parts: TrainingParts, seed?: number): Step[] {
  switch (kind) {
    case 'label-errors': {
      const { folds, onFinding: _, ...rest } = options;
      const order = { ...rest, label: LABEL, key: KEY, source: tellFolds(folds) };
      const { task, classes } = parts.scoring;
      return [
        outOfFoldStep({ features: parts.train, rows: parts.rows }, { folds, seed, task, ...(classes && { classes }) }),
        reportStep(kind, { table: output('out-of-fold', 'table') }, order),
      ];
    }
    case 'weak-slices': {
      const scored: Step = {
        name: 'score-rows',
        action: { module: 'capstan:train/steps/score-rows.store', export: 'scoreRows' },
        inputs: { features: parts.test, rows: parts.testRows, model: parts.model },
        params: parts.scoring,
        outputs: ['table'],
      };
      const { onFinding: _, ...rest } = options;
      const order = { ...rest, error: 'squared error', ignore: [LABEL, KEY, EVENT_AT], ...(seed !== undefined && { seed }) };
      return [scored, reportStep(kind, { table: output('score-rows', 'table') }, order)];
    }
    case 'leakage': {
      const learnt: Step = {
        name: 'train-rows',
        action: { module: 'capstan:train/steps/export-table.store', export: 'exportTable' },
        inputs: { train: parts.train, rows: parts.rows },
        params: { format: 'parquet' },
        outputs: ['rows'],
      };
      const { onFinding: _, ...rest } = options;
      const order = { ...rest, label: LABEL, key: KEY, eventAt: EVENT_AT, ignore: [EVENT_AT] };
      return [learnt, reportStep(kind, { train: output('train-rows', 'rows'), test: parts.testRows }, order)];
    }
  }
}
