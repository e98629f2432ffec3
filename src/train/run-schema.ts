import { digestSchema, instantSchema, jsonSchema, oneOf, orNull, schemaFor, Type, type ValueOf } from '../kernel/index.ts';
import type { Candidate } from './candidate.ts';
import { evaluationSchema } from './evaluation.ts';
import { type CodeVersion, type MetricPoint, type Run, RUN_STATES } from './run.ts';

const codeVersionSchema = schemaFor<CodeVersion>()(
  Type.Object(
    { commit: Type.String(), branch: Type.String(), dirty: Type.Boolean({ description: 'the work tree differed from the commit' }) },
    { description: 'the version of the code; null outside of a repository' },
  ),
);

const candidateSchema = schemaFor<Candidate>()(
  Type.Object(
    {
      run: Type.String(),
      model: digestSchema('ONNX, or the packed directory of a model of MLflow'),
      runtime: Type.Optional(digestSchema('how a model that is not ONNX is run, as JSON')),
      classes: Type.Optional(digestSchema('the classes that it tells apart, as JSON')),
      featureCode: digestSchema('the bundled feature module'),
      featureState: digestSchema('JSON, as `fit` returned it'),
      inputContract: digestSchema('the contract of a request, as JSON'),
      outputContract: digestSchema('the contract of an answer, as JSON'),
      evaluation: digestSchema('the evaluation, as JSON'),
      referenceProfile: digestSchema('what live data is compared with, as JSON'),
      testRows: digestSchema('the test rows, as Parquet'),
      trainedUntil: instantSchema('event time up to which the training data reaches'),
    },
    { description: 'what was handed to the gate: blobs by digest' },
  ),
);

const run = Type.Object({
  id: Type.String(),
  pipeline: Type.String(),
  state: oneOf(RUN_STATES),
  why: Type.String(),
  startedAt: instantSchema('when it began'),
  endedAt: orNull(instantSchema('when it ended')),
  eventAt: orNull(instantSchema('event time for which it was made')),
  params: Type.Record(Type.String(), jsonSchema('a parameter')),
  metrics: Type.Record(Type.String(), Type.Number(), { description: 'the last value of each metric' }),
  artifacts: Type.Record(Type.String(), Type.String(), { description: 'blob digests by name' }),
  code: orNull(codeVersionSchema),
  environment: Type.Record(Type.String(), jsonSchema('what it ran on')),
  steps: Type.Array(
    Type.Object({
      name: Type.String(),
      status: Type.String({ description: 'cached, ran, failed or skipped' }),
      why: Type.Array(Type.String(), { description: 'what made it run' }),
      milliseconds: Type.Number(),
      undeclared: Type.Optional(Type.Array(Type.String(), { description: 'files of the project that it read without declaring them' })),
    }),
  ),
  candidate: orNull(candidateSchema),
  evaluation: orNull(evaluationSchema),
  error: orNull(Type.String()),
});

/** The schema of a run. */
export const runSchema = schemaFor<Run>()(run);

/** The schema of a point of a metric's curve. */
export const metricPointSchema = schemaFor<MetricPoint>()(Type.Object({ name: Type.String(), at: Type.Number({ description: 'the iteration' }), value: Type.Number() }));

/** How much of a stretch is left out. */
const LEFT_OUT_SCOPES = ['window', 'rows'] as const;

/** The schema of what a training left out. */
export const leftOutSchema = Type.Object(
  {
    rows: Type.Integer({ description: 'rows of the training interval that were left out' }),
    of: Type.Integer({ description: 'rows of the training interval' }),
    stretches: Type.Array(
      Type.Object({
        from: instantSchema('event time'),
        to: instantSchema('the moment just after it'),
        scope: oneOf(LEFT_OUT_SCOPES, 'all rows of the stretch, or those that findings name'),
        rows: Type.Integer(),
        why: Type.String(),
        findings: Type.Array(Type.String(), { description: 'ids of the findings that say so' }),
        byFinding: Type.Array(Type.Object({ finding: Type.String(), what: Type.String(), rows: Type.Integer() }), {
          description: 'rows by the finding that names them, of which a row may have several; empty for a whole stretch',
        }),
      }),
    ),
    included: orNull(
      Type.Object(
        {
          why: Type.String(),
          stretches: Type.Array(Type.Object({ from: instantSchema('event time'), to: instantSchema('the moment just after it'), why: Type.String() })),
        },
        { description: 'quarantined rows that were learned from all the same, and why somebody wanted it' },
      ),
    ),
  },
  { description: 'what was kept out of the training rows, and why; null before they were taken' },
);

/** What a training left out, and why. */
export type LeftOut = ValueOf<typeof leftOutSchema>;

/** The schema of a run with its curves and what it left out. */
export const runDetailsSchema = Type.Object({
  ...run.properties,
  leftOut: orNull(leftOutSchema),
  curves: Type.Array(metricPointSchema, { description: 'every point of every metric, by name and iteration' }),
});
