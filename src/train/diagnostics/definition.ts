import { compileReader, type Static, Type } from '../../kernel/index.ts';
import { onFinding } from './on-finding.ts';
import { TABLE_DIAGNOSTICS, TABLE_OPTIONS, type TableDiagnostic } from './table-definition.ts';

const closed = { additionalProperties: false } as const;
const optional = Type.Optional;

const labelErrorsOptions = Type.Object(
  {
    folds: optional(Type.Integer({ minimum: 2, maximum: 20, description: 'Parts of the training rows, each told by a model of the others. Default 5.' })),
    method: optional(
      Type.Union([Type.Literal('pruneByNoiseRate'), Type.Literal('confidentLearning')], {
        description: "As many of each pair of labels as their joint says, or all that are confidently of another. Default 'pruneByNoiseRate'.",
      }),
    ),
    rankBy: optional(Type.Union([Type.Literal('selfConfidence'), Type.Literal('normalisedMargin')], { description: "By what the worst are put first. Default 'selfConfidence'." })),
    limit: optional(Type.Integer({ minimum: 1, maximum: 100_000, description: 'Errors listed. Default 1000.' })),
    onFinding,
  },
  closed,
);

const weakSlicesOptions = Type.Object(
  {
    columns: optional(Type.Array(Type.String({ minLength: 1 }), { description: 'Raw inputs by which slices are made. Default all.' })),
    k: optional(Type.Integer({ minimum: 1, maximum: 100, description: 'Slices at most. Default 10.' })),
    alpha: optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 1,
        description: 'Weight of the error against the size of a slice. Default the first of 0.95, 0.99 and 0.999 at which a slice stands out.',
      }),
    ),
    maxPredicates: optional(Type.Integer({ minimum: 1, maximum: 6, description: 'Conditions of a slice at most. Default 3.' })),
    onFinding,
  },
  closed,
);

const leakageOptions = Type.Object(
  {
    groups: optional(Type.Array(Type.String({ minLength: 1 }), { description: 'Raw inputs that name what must not be on both sides, such as a customer.' })),
    near: optional(Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'Share of common parts from which rows are near. Default 0.8.' })),
    onFinding,
  },
  closed,
);

/** What each diagnostic can be told, for the reference. */
export const DIAGNOSTIC_OPTIONS = { labelErrors: labelErrorsOptions, weakSlices: weakSlicesOptions, leakage: leakageOptions, ...TABLE_OPTIONS } as const;

/** A diagnostic and its options, as a project's configuration holds it: plain JSON. */
export const diagnosticSchema = Type.Union([
  Type.Object({ kind: Type.Literal('label-errors'), options: labelErrorsOptions }, closed),
  Type.Object({ kind: Type.Literal('weak-slices'), options: weakSlicesOptions }, closed),
  Type.Object({ kind: Type.Literal('leakage'), options: leakageOptions }, closed),
  ...TABLE_DIAGNOSTICS,
]);

/** A look at the data of a training, as steps of its pipeline. */
export type Diagnostic = Static<typeof diagnosticSchema>;

/** One that looks at the rows and the model of a run. */
export type RunDiagnostic = Exclude<Diagnostic, TableDiagnostic>;

const labelErrorsReader = compileReader(labelErrorsOptions);
const weakSlicesReader = compileReader(weakSlicesOptions);
const leakageReader = compileReader(leakageOptions);

/**
 * Looks for training rows whose label is probably wrong, a class or a number, by models that were trained without them. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [labelErrors({ folds: 5 })]
 */
export const labelErrors = (options: Static<typeof labelErrorsOptions> = {}): RunDiagnostic => ({ kind: 'label-errors', options: labelErrorsReader.read(options, 'labelErrors') });

/**
 * Looks for groups of test rows on which the model errs more, and confirms them on rows in which they were not sought. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [weakSlices({ maxPredicates: 2 })]
 */
export const weakSlices = (options: Static<typeof weakSlicesOptions> = {}): RunDiagnostic => ({ kind: 'weak-slices', options: weakSlicesReader.read(options, 'weakSlices') });

/**
 * Looks for what the test rows share with the training rows, and for inputs that tell the label too well. Throws SCHEMA_INVALID with all problems of the options at once.
 * @example diagnostics: [leakage({ groups: ['customer'] })]
 */
export const leakage = (options: Static<typeof leakageOptions> = {}): RunDiagnostic => ({ kind: 'leakage', options: leakageReader.read(options, 'leakage') });
