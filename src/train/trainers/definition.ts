import { compileReader, type Static, Type } from '../../kernel/index.ts';

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

/** Options of gradient boosting; every one has a default. */
export type GradientBoostingOptions = Static<typeof gradientBoostingOptions>;

/** Options of logistic regression; every one has a default. */
export type LogisticRegressionOptions = Static<typeof logisticRegressionOptions>;

/** What each trainer can be told, for the reference. */
export const TRAINER_OPTIONS = { gradientBoosting: gradientBoostingOptions, logisticRegression: logisticRegressionOptions } as const;

const trainerDefinition = Type.Union([
  Type.Object({ kind: Type.Literal('gradient-boosting'), options: gradientBoostingOptions }, closed),
  Type.Object({ kind: Type.Literal('logistic-regression'), options: logisticRegressionOptions }, closed),
]);

/** A trainer and its options, as a project's configuration holds it: plain JSON. */
export type TrainerDefinition = Static<typeof trainerDefinition>;

/** The kinds of trainers. */
export type TrainerKind = TrainerDefinition['kind'];

const boostingReader = compileReader(gradientBoostingOptions);
const logisticReader = compileReader(logisticRegressionOptions);

/**
 * Boosted decision trees, for a binary label: the first choice for tables; takes missing values as they are, needs no scaling.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: gradientBoosting({ trees: 200, learningRate: 0.05 })
 */
export const gradientBoosting = (options: GradientBoostingOptions = {}): TrainerDefinition => ({
  kind: 'gradient-boosting',
  options: boostingReader.read(options, 'gradientBoosting'),
});

/**
 * A linear model of the log-odds, for a binary label: the smallest and fastest model, readable weight by weight. Features must not be missing.
 * Throws SCHEMA_INVALID with all problems of the options at once.
 * @example trainer: logisticRegression({ l2: 10 })
 */
export const logisticRegression = (options: LogisticRegressionOptions = {}): TrainerDefinition => ({
  kind: 'logistic-regression',
  options: logisticReader.read(options, 'logisticRegression'),
});

/** Checks a definition that came through JSON. Throws SCHEMA_INVALID. */
export function readTrainerDefinition(value: unknown): TrainerDefinition {
  const given = value as { kind?: unknown; options?: unknown } | null;
  if (given?.kind === 'gradient-boosting') return gradientBoosting(given.options as GradientBoostingOptions);
  if (given?.kind === 'logistic-regression') return logisticRegression(given.options as LogisticRegressionOptions);
  return compileReader(trainerDefinition).read(value, 'the trainer');
}
