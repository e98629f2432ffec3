import { compileReader, type Static, Type } from '../../kernel/index.ts';
import type { ServedTask } from '../../scope/index.ts';

const closed = { additionalProperties: false } as const;

const gradientBoostingOptions = Type.Object(
  {
    trees: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Trees at most. Default 120.' })),
    leaves: Type.Optional(Type.Integer({ minimum: 2, maximum: 1_024, description: 'Leaves of a tree at most. Default 31.' })),
    learningRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of each step that is taken. Default 0.1.' })),
    minLeaf: Type.Optional(Type.Integer({ minimum: 1, description: 'Rows in a leaf at least. Default 100.' })),
    l2: Type.Optional(Type.Number({ minimum: 0, description: 'Pull of leaf values towards zero, in units of Hessian. Default 1.' })),
    bins: Type.Optional(Type.Integer({ minimum: 2, maximum: 255, description: 'Bins of a feature at most; missing values have their own. Default 255.' })),
    subsample: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of the rows that each tree sees. Default 1.' })),
    featureFraction: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of the features that each tree sees. Default 1.' })),
    earlyStopping: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Ends after so many trees without a lower validation loss, and keeps those up to the lowest; 0 keeps all. Default 20.' }),
    ),
  },
  closed,
);

const logisticRegressionOptions = Type.Object(
  {
    l2: Type.Optional(Type.Number({ minimum: 0, description: 'Penalty l2/2 · |w|² on the standardised weights, beside the summed log loss; the bias is free. Default 1.' })),
    maxIterations: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, description: 'Newton steps at most. Default 100.' })),
    tolerance: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'Ends when no component of the mean gradient is larger. Default 1e-8.' })),
  },
  closed,
);

const linearRegressionOptions = Type.Object(
  {
    l2: Type.Optional(
      Type.Number({ minimum: 0, description: 'Penalty l2/2 · |w|² on the standardised weights, beside half the summed squared error; the bias is free. Default 1.' }),
    ),
  },
  closed,
);

const commandOptions = Type.Object(
  {
    command: Type.Array(Type.String(), {
      minItems: 1,
      description:
        'The program and its arguments, without a shell, in the project’s folder. `{inputs.train}` stands for a table of the training rows (a column a feature, `label`, `event_at`, in event order), `{inputs.rows}` for the raw rows behind it, `{outputs.model}` for the ONNX file to write (or the directory that `save_model` of a flavor of MLflow writes; neither is needed when the model is logged to the run), `{params.seed}` for the seed.',
    }),
    files: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { description: 'Project files that it reads, as globs; files that the command names are known.' })),
    requirements: Type.Optional(Type.String({ minLength: 1, description: 'The file that pins its packages.' })),
    format: Type.Optional(Type.Union([Type.Literal('parquet'), Type.Literal('csv')], { description: "How its inputs are written. Default 'parquet'." })),
    params: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), { description: 'What `{params.…}` stands for, by name.' })),
    env: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { description: 'Environment variables that it may see; their values count.' })),
    undeclaredReads: Type.Optional(
      Type.Union([Type.Literal('warn'), Type.Literal('stop')], {
        description: "What happens when Python reads a file of the project that is not declared. Default 'warn'.",
      }),
    ),
  },
  closed,
);

/** Options of gradient boosting; every one has a default. */
export type GradientBoostingOptions = Static<typeof gradientBoostingOptions>;

/** Options of logistic regression; every one has a default. */
export type LogisticRegressionOptions = Static<typeof logisticRegressionOptions>;

/** Options of linear regression; every one has a default. */
export type LinearRegressionOptions = Static<typeof linearRegressionOptions>;

/** Options of a trainer that is a command. */
export type CommandTrainerOptions = Static<typeof commandOptions>;

/** What each trainer can be told, for the reference. */
export const TRAINER_OPTIONS = {
  gradientBoosting: gradientBoostingOptions,
  logisticRegression: logisticRegressionOptions,
  linearRegression: linearRegressionOptions,
  commandTrainer: commandOptions,
} as const;

const trainerDefinition = Type.Union([
  Type.Object({ kind: Type.Literal('gradient-boosting'), options: gradientBoostingOptions }, closed),
  Type.Object({ kind: Type.Literal('logistic-regression'), options: logisticRegressionOptions }, closed),
  Type.Object({ kind: Type.Literal('linear-regression'), options: linearRegressionOptions }, closed),
  Type.Object({ kind: Type.Literal('command'), options: commandOptions }, closed),
]);

/** A trainer and its options, as a project's configuration holds it: plain JSON. */
export type TrainerDefinition = Static<typeof trainerDefinition>;

/** The kinds of trainers. */
export type TrainerKind = TrainerDefinition['kind'];

/** Trainers that do not learn every task. */
const LEARNT: Partial<Record<TrainerKind, readonly ServedTask[]>> = { 'logistic-regression': ['binary', 'multiclass'], 'linear-regression': ['regression'] };

/** Whether a trainer can learn what is asked for. */
export const learns = (kind: TrainerKind, task: ServedTask): boolean => LEARNT[kind]?.includes(task) ?? true;

/** A trainer of Capstan's own. */
export type OwnTrainerDefinition = Exclude<TrainerDefinition, { kind: 'command' }>;

const boostingReader = compileReader(gradientBoostingOptions);
const logisticReader = compileReader(logisticRegressionOptions);
const linearReader = compileReader(linearRegressionOptions);
const commandReader = compileReader(commandOptions);

/**
 * Boosted decision trees, for two labels (by log loss), several classes (by the log loss of a softmax, a tree a class an iteration) or a number (by squared error), as the scope's metric says: the first choice for tables; takes missing values as they are, needs no scaling.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: gradientBoosting({ trees: 200, learningRate: 0.05 })
 */
export const gradientBoosting = (options: GradientBoostingOptions = {}): OwnTrainerDefinition => ({
  kind: 'gradient-boosting',
  options: boostingReader.read(options, 'gradientBoosting'),
});

/**
 * A linear model of the log-odds, for two labels, or of several classes (multinomial): the smallest and fastest model, readable weight by weight. Features must not be missing.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: logisticRegression({ l2: 10 })
 */
export const logisticRegression = (options: LogisticRegressionOptions = {}): OwnTrainerDefinition => ({
  kind: 'logistic-regression',
  options: logisticReader.read(options, 'logisticRegression'),
});

/**
 * A linear model of a number, by least squares with a penalty (ridge): the smallest and fastest, readable weight by weight. Features must not be missing.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: linearRegression({ l2: 10 })
 */
export const linearRegression = (options: LinearRegressionOptions = {}): OwnTrainerDefinition => ({
  kind: 'linear-regression',
  options: linearReader.read(options, 'linearRegression'),
});

/**
 * Any program that reads a table and makes a model, such as a Python script: with scikit-learn, LightGBM, PyTorch. ONNX takes the features as one matrix [N, features] or one
 * column each, in 32-bit floats, and gives the probability of label 1, the number that is asked for, or [N, classes] a probability of each class, in the order of their names unless it names them; a model of another flavor of MLflow takes what its signature names, and runs in Python. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: commandTrainer({ command: ['python', 'train.py', '{inputs.train}', '{outputs.model}'], files: ['lib/**'], requirements: 'requirements.txt' })
 */
export const commandTrainer = (options: CommandTrainerOptions): TrainerDefinition => ({ kind: 'command', options: commandReader.read(options, 'commandTrainer') });

/** Checks a definition that came through JSON. Throws SCHEMA_INVALID. */
export function readTrainerDefinition(value: unknown): TrainerDefinition {
  const given = value as { kind?: unknown; options?: unknown } | null;
  if (given?.kind === 'gradient-boosting') return gradientBoosting(given.options as GradientBoostingOptions);
  if (given?.kind === 'logistic-regression') return logisticRegression(given.options as LogisticRegressionOptions);
  if (given?.kind === 'linear-regression') return linearRegression(given.options as LinearRegressionOptions);
  if (given?.kind === 'command') return commandTrainer(given.options as CommandTrainerOptions);
  return compileReader(trainerDefinition).read(value, 'the trainer');
}
