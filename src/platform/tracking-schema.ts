import { instantSchema, oneOf, orNull, schemaFor, Type } from '../kernel/index.ts';
import { leftOutSchema } from '../train/schemas.ts';
import type { ArtifactsPage, CodeComparison, Curve, ExperimentView, RunRow, RunsPage, RunView } from '../sdk/index.ts';

const lifecycle = oneOf(['active', 'deleted']);
const texts = (description: string) => Type.Record(Type.String(), Type.String(), { description });

export const experimentSchema = schemaFor<ExperimentView>()(
  Type.Object({
    no: Type.Integer({ description: 'unique in the project' }),
    name: Type.String(),
    lifecycle,
    createdAt: instantSchema('when it was made'),
    updatedAt: instantSchema('when it was changed last'),
    runs: Type.Integer({ description: 'active runs' }),
  }),
);

const rowMembers = {
  id: Type.String(),
  name: Type.String(),
  experiment: Type.Integer({ description: 'the number of its experiment' }),
  status: oneOf(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  user: Type.String(),
  startedAt: orNull(instantSchema('when it began')),
  endedAt: orNull(instantSchema('when it ended')),
  lifecycle,
  parent: orNull(Type.String({ description: 'the run in which it is nested' })),
  children: Type.Integer({ description: 'active runs nested in it' }),
  metrics: Type.Record(Type.String(), orNull(Type.Number()), { description: 'latest values; null is not a number' }),
  params: texts('parameters'),
  tags: texts('tags'),
  datasets: Type.Array(
    Type.Object({
      name: Type.String(),
      digest: Type.String(),
      context: orNull(Type.String({ description: 'training, evaluation, …' })),
      version: orNull(Type.String({ description: 'the dataset version of this project that it is' })),
    }),
    { description: 'what it read' },
  ),
  models: Type.Array(Type.String(), { description: 'ids of the logged models that it wrote' }),
};

const runRow = schemaFor<RunRow>()(Type.Object(rowMembers));

export const runsPageSchema = schemaFor<RunsPage>()(Type.Object({ runs: Type.Array(runRow), next: orNull(Type.String({ description: 'names the page after this one' })) }));

const code = orNull(
  Type.Object({
    commit: Type.String(),
    branch: orNull(Type.String()),
    dirty: orNull(Type.Boolean({ description: 'the work tree differed from the commit' })),
    source: orNull(Type.String({ description: 'the program' })),
  }),
);

export const runViewSchema = schemaFor<RunView>()(
  Type.Object({
    ...rowMembers,
    experimentName: Type.String(),
    artifactUri: Type.String(),
    latest: Type.Array(Type.Object({ key: Type.String(), value: orNull(Type.Number()), step: Type.Integer(), at: instantSchema('when it was measured') }), {
      description: 'the latest point of each metric',
    }),
    code,
    steps: Type.Array(Type.Object({ name: Type.String(), status: Type.String(), why: Type.Array(Type.String()), milliseconds: Type.Number() }), {
      description: 'steps of the pipeline that it is',
    }),
    error: orNull(Type.String()),
    leftOut: orNull(leftOutSchema),
    releases: Type.Array(Type.Object({ name: Type.String(), version: Type.String(), aliases: Type.Array(Type.String()), release: orNull(Type.String()) }), {
      description: 'registered model versions and releases that came of it',
    }),
  }),
);

export const curveSchema = schemaFor<Curve>()(
  Type.Object({
    run: Type.String(),
    key: Type.String(),
    steps: Type.Array(Type.Integer()),
    at: Type.Array(instantSchema('when it was measured')),
    values: Type.Array(orNull(Type.Number())),
  }),
);

export const codeComparisonSchema = schemaFor<CodeComparison>()(
  Type.Object({
    from: code,
    to: code,
    patch: orNull(Type.String({ description: 'what git diff prints' })),
    why: orNull(Type.String({ description: 'why there is no patch' })),
  }),
);

export const artifactsPageSchema = schemaFor<ArtifactsPage>()(
  Type.Object({
    entries: Type.Array(Type.Object({ path: Type.String(), name: Type.String(), directory: Type.Boolean(), size: orNull(Type.Integer({ description: 'bytes' })) })),
    next: orNull(Type.String({ description: 'names the page after this one' })),
  }),
);
