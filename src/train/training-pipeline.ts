import type { Contract, DatasetVersion } from '../data/index.ts';
import { DAY, type Digest, type Instant, type JsonValue } from '../kernel/index.ts';
import { type Asked, askedOf, type Scope } from '../scope/index.ts';
import { type Pipeline, placeholdersOf, type Step, type StepInput } from '../work/index.ts';
import { lookSteps } from './diagnostics/look-steps.ts';
import type { NamedInput } from './diagnostics/table-steps.ts';
import type { Exclusion } from './steps/snapshot.store.ts';
import { heldInput } from './steps/held-input.ts';
import type { CommandTrainerOptions, OwnTrainerDefinition } from './trainers/index.ts';
import type { Training } from './training.ts';

/** What a training pipeline is made of. */
export interface TrainingPlan {
  readonly training: Training;
  readonly scope: Scope;
  /** The dataset's names of key, event time and label, and its contract narrowed to the raw inputs. */
  readonly dataset: { readonly key: string; readonly eventAt: string; readonly label: string; readonly contract: Contract };
  /** The project's feature file, relative to the project. */
  readonly featureFile: string;
  readonly version: DatasetVersion;
  /** Event time at which labels must be known; rows younger than `attribution` are not used, since late outcomes report late. */
  readonly asOf: Instant;
  readonly attribution: number;
  readonly excluded: readonly Exclusion[];
  /** What the diagnostics name beside the tables of the run: see `nameTables`. */
  readonly tables: ReadonlyMap<string, NamedInput | null>;
  /** A model that is there already: it is looked at and measured, and nothing is trained. */
  readonly model?: Digest;
  /** Raw inputs by whose values live data is watched. */
  readonly segments: readonly string[];
  /** IANA name of the time zone whose days the reference is cut into. @default UTC */
  readonly timeZone?: string;
  /** What runs models that are not ONNX, as JSON; null when there is none. Steps that do not ask for it do not depend on it. */
  readonly python: JsonValue;
}

/** The first instant of the training rows, and the instant before which all of them lie. */
export function trainingInterval(plan: Pick<TrainingPlan, 'training' | 'version' | 'asOf' | 'attribution'>): { from: Instant; to: Instant } {
  const newest = Math.max(...plan.version.manifest.parts.map((part) => part.interval.to));
  const to = Math.min(newest, plan.asOf - plan.attribution);
  return { from: to - (plan.training.lastDays ?? 60) * DAY, to };
}

/** What a command may be given: see `exportTable`. */
export const EXPORTED = ['train', 'rows'] as const;

/** Steps whose files touch the store. */
const STORE_STEPS: readonly string[] = ['snapshot', 'check', 'export-table'];

const builtIn = (name: string, exported: string, rest: Omit<Step, 'name' | 'action'>): Step => ({
  name,
  action: { module: `capstan:train/steps/${STORE_STEPS.includes(name) ? `${name}.store` : name}`, export: exported },
  ...rest,
});

const from = (step: string, output: string) => ({ step, output });
const json = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

/** snapshot → check → features → check-features → split → train → evaluate → profile → the diagnostics that are asked for, each cached by content; a command trains after export-table, and both after the diagnostics that may stop it. */
export function trainingPipeline(plan: TrainingPlan): Pipeline {
  const { training, scope, dataset } = plan;
  const interval = trainingInterval(plan);
  const testFraction = training.testFraction ?? 0.2;
  const seed = training.seed ?? 1;
  const columns = Object.keys(dataset.contract.columns);
  const parts = plan.version.manifest.parts.filter((part) => part.interval.to > interval.from && part.interval.from < interval.to);
  const modules = { features: plan.featureFile };
  const { trainer } = training;
  const { python, segments, timeZone } = plan;
  const asked = json(askedOf(scope)) as unknown as Asked & Record<string, JsonValue>;
  const model = plan.model === undefined ? from('train', 'model') : { blobs: [plan.model] };
  const rowsOfRun = {
    train: from('split', 'train'),
    test: from('split', 'test'),
    rows: from('check', 'rows'),
    testRows: from('split', 'testRows'),
    named: plan.tables,
    model,
    scoring: { columns: json(dataset.contract.columns), ...asked, python },
  };
  const looks = lookSteps(training.diagnostics ?? [], rowsOfRun, seed);
  const learning =
    plan.model !== undefined
      ? []
      : trainer.kind === 'command'
        ? commandSteps(trainer.options, { seed, ...asked }, looks.awaited)
        : [ownStep(trainer, { seed, ...asked }, looks.awaited)];
  // A model that somebody else wrote is looked at before it is used.
  const looking =
    plan.model === undefined && trainer.kind !== 'command'
      ? []
      : [
          builtIn('check-model', 'checkModel', {
            inputs: { model, train: from('split', 'train'), rows: from('check', 'rows') },
            params: { columns: json(dataset.contract.columns), ...asked, python },
            outputs: ['report'],
          }),
        ];
  const checked = looking.length === 0 ? {} : { checked: from('check-model', 'report') };
  return {
    name: 'train',
    steps: [
      builtIn('snapshot', 'snapshot', {
        inputs: {
          parts: { blobs: parts.map((part) => part.blob) },
          ...Object.fromEntries(plan.excluded.flatMap(({ held }) => (held === undefined ? [] : [[heldInput(held.table), { blobs: [held.table] }]]))),
        },
        params: json({
          key: dataset.key,
          eventAt: dataset.eventAt,
          label: dataset.label,
          columns,
          ...interval,
          excluded: plan.excluded,
          maxRows: training.maxRows ?? 200_000,
          seed,
          ...asked,
        }) as Record<string, JsonValue>,
        outputs: ['rows', 'manifest'],
      }),
      builtIn('check', 'check', { inputs: { rows: from('snapshot', 'rows') }, params: { contract: json(dataset.contract), ...asked }, outputs: ['rows', 'report'] }),
      builtIn('features', 'features', { modules, inputs: { rows: from('check', 'rows') }, params: { testFraction, ...asked }, outputs: ['features', 'state'] }),
      builtIn('check-features', 'checkFeatures', { inputs: { features: from('features', 'features') }, outputs: ['report'] }),
      builtIn('split', 'split', {
        inputs: { rows: from('check', 'rows'), features: from('features', 'features'), checked: from('check-features', 'report') },
        params: { testFraction },
        outputs: ['train', 'test', 'testRows'],
      }),
      ...looks.before,
      ...learning,
      ...looking,
      builtIn('evaluate', 'evaluate', {
        modules,
        inputs: { rows: from('check', 'rows'), features: from('features', 'features'), state: from('features', 'state'), model, ...checked },
        params: json({ testFraction, rateBy: scope.baseline.rateBy, slices: training.slices ?? [], metric: scope.metric.name, cost: scope.cost, seed, ...asked, python }) as Record<
          string,
          JsonValue
        >,
        outputs: ['evaluation'],
      }),
      builtIn('profile', 'profile', {
        inputs: { rows: from('check', 'rows'), features: from('features', 'features'), model, ...checked },
        params: {
          columns: json(dataset.contract.columns),
          ...asked,
          python,
          ...(segments.length > 0 && { segments: json(segments) }),
          ...(timeZone !== undefined && { timeZone }),
        },
        outputs: ['reference'],
      }),
      ...looks.after,
    ],
  };
}

const ownStep = (trainer: OwnTrainerDefinition, about: { readonly seed: number } & Asked & Record<string, JsonValue>, awaited: Readonly<Record<string, StepInput>>): Step =>
  builtIn('train', 'train', { inputs: { train: from('split', 'train'), ...awaited }, params: { trainer: json(trainer), ...about }, outputs: ['model', 'summary'] });

/** The rows that the command asks for, as files; the command. */
function commandSteps(options: CommandTrainerOptions, { seed, classes }: { readonly seed: number } & Asked, awaited: Readonly<Record<string, StepInput>>): Step[] {
  const { command, files = [], requirements, format = 'parquet', params = {}, env, undeclaredReads } = options;
  const wanted = EXPORTED.filter((name) => placeholdersOf(command).includes(`inputs.${name}`));
  const rows = wanted.includes('rows') ? { rows: from('check', 'rows') } : {};
  return [
    ...(wanted.length === 0
      ? []
      : [
          builtIn('export-table', 'exportTable', {
            inputs: { train: from('split', 'train'), ...rows },
            params: { format, ...(classes && { classes: json(classes) }) },
            outputs: wanted,
          }),
        ]),
    {
      name: 'train',
      action: { command },
      inputs: { ...Object.fromEntries(wanted.map((name) => [name, from('export-table', name)])), ...awaited },
      params: { ...params, seed },
      outputs: ['model'],
      files: [...files, ...(requirements === undefined ? [] : [requirements])],
      ...(env && { env }),
      ...(undeclaredReads && { undeclaredReads }),
    },
  ];
}
