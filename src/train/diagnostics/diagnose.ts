import type {
  CheckedAnswer,
  Compared,
  DatasetDiff,
  DriftReport,
  LabelErrors,
  LabelErrorsOrder,
  Leakage,
  LeakageOrder,
  NamedTable,
  TableProfile,
  WeakSlices,
  WeakSlicesOrder,
} from '../../data/index.ts';
import { type Digest, isCapstanError, type JsonValue } from '../../kernel/index.ts';
import { type Asked, askedOf } from '../../scope/index.ts';
import type { Means } from '../../store/index.ts';
import { runPipeline, type Step, type StepInput } from '../../work/index.ts';
import type { Run } from '../run.ts';
import { findPythonOf, type TrainingProject } from '../train-model-version.ts';
import { trainErrors } from '../train.errors.ts';
import { readReport } from '../train.store.ts';
import type { Diagnostic, RunDiagnostic } from './definition.ts';
import { findingsIn } from './findings-in.ts';
import { stepOf } from './look-steps.ts';
import { looksAtTables } from './name-tables.ts';
import { diagnosticSteps, outOfFoldStep, reportStep, tellFolds, type TrainingParts } from './diagnostic-steps.ts';

/** What a run's diagnostics found; null for one that its project did not ask for. */
export interface Diagnoses {
  readonly labelErrors: LabelErrors | null;
  readonly weakSlices: WeakSlices | null;
  readonly leakage: Leakage | null;
  /** Looks at tables, in the order of the project. */
  readonly tables: readonly TableLook[];
  /** What somebody should look at, by the step that found it. */
  readonly findings: readonly { readonly step: string; readonly messages: readonly string[] }[];
}

/** What a look at tables said; all but one are null. */
export interface TableLook {
  readonly step: string;
  readonly drift: { readonly answer: DriftReport; readonly columns: readonly (Compared & { readonly column: string })[] } | null;
  readonly diff: DatasetDiff | null;
  readonly profile: TableProfile | null;
  readonly check: CheckedAnswer | null;
}

/** How label errors of a table are sought: with columns of probabilities, or with models that are trained for it. */
export type TableLabelErrors = Omit<LabelErrorsOrder, 'probabilities' | 'source'> & {
  readonly probabilities?: readonly string[];
  /** By which models tell the label. @default all columns that are not ignored */
  readonly columns?: readonly string[];
  readonly ignore?: readonly string[];
  readonly folds?: number;
  readonly seed?: number;
};

/** Looks at tables, on demand: as steps in a process of their own, whose results are kept by content. */
export interface TableDiagnoser {
  labelErrors(table: NamedTable, order: TableLabelErrors): Promise<LabelErrors>;
  weakSlices(table: NamedTable, order: WeakSlicesOrder): Promise<WeakSlices>;
  leakage(sides: { readonly train: NamedTable; readonly test: NamedTable }, order: LeakageOrder): Promise<Leakage>;
}

/** Looks at tables and at runs. */
export interface Diagnoser extends TableDiagnoser {
  /** A diagnostic of a finished run. Throws TRAIN_RUN_WITHOUT_MODEL. */
  ofRun(run: Run, diagnostic: RunDiagnostic): Promise<LabelErrors | WeakSlices | Leakage>;
  /** What the diagnostics in the run's own pipeline found. */
  recorded(run: Run): Promise<Diagnoses>;
}

/** Runs the steps; the report of the last. */
async function report<T>(means: Means, root: string, steps: readonly Step[]): Promise<T> {
  const result = await runPipeline({ name: 'diagnose', steps }, { root, means });
  // Whoever asked named a table, not a step: what is wrong with it is told as it is.
  if (result.error) throw isCapstanError(result.error.cause) ? result.error.cause : result.error;
  return readReport<T>(means, result.steps.at(-1)!.outputs['report']!);
}

/** Makes what looks at tables; files are named relative to `root`. */
export function createTableDiagnoser(means: Means, root: string): TableDiagnoser {
  return {
    labelErrors(table, { columns, ignore = [], folds, seed, probabilities, ...order }) {
      if (probabilities !== undefined) return report(means, root, [reportStep('label-errors', { table: table.input }, { ...order, probabilities })]);
      const encode: Step = {
        name: 'encode-table',
        action: { module: 'capstan:train/steps/encode-table.store', export: 'encodeTable' },
        inputs: { table: table.input },
        params: { label: order.label, ...(columns && { columns: [...columns] }), ignore: [...ignore, ...(order.key === undefined ? [] : [order.key])] } satisfies Record<
          string,
          JsonValue
        >,
        outputs: ['features', 'asked'],
      };
      const [features, asked] = ['features', 'asked'].map((output) => ({ step: encode.name, output })) as [StepInput, StepInput];
      const told = outOfFoldStep({ features, asked, rows: table.input }, { folds, seed });
      const input: StepInput = { step: told.name, output: 'table' };
      return report(means, root, [encode, told, reportStep('label-errors', { table: input }, { ...order, source: tellFolds(folds) })]);
    },
    weakSlices: (table, order) => report(means, root, [reportStep('weak-slices', { table: table.input }, order)]),
    leakage: ({ train, test }, order) => report(means, root, [reportStep('leakage', { train: train.input, test: test.input }, order)]),
  };
}

/** Makes what looks at the tables and runs of a project. */
export function createDiagnoser(means: Means, project: TrainingProject): Diagnoser {
  return {
    ...createTableDiagnoser(means, project.root),
    ofRun: async (run, diagnostic) => report(means, project.root, diagnosticSteps(diagnostic, await partsOf(project, run))),
    async recorded({ artifacts, params }) {
      const one = <T>(kind: string): Promise<T> | null => {
        const digest = artifacts[`${kind}/report`];
        return digest === undefined ? null : readReport<T>(means, digest as Digest);
      };
      const slices = await one<WeakSlices>('weak-slices');
      // As the first reports were written, their weight was not said.
      const tables: TableLook[] = [];
      const findings: { step: string; messages: string[] }[] = [];
      for (const diagnostic of (params['diagnostics'] ?? []) as unknown as readonly Diagnostic[]) {
        const [step, { kind }] = [stepOf(diagnostic), diagnostic];
        const said = await one<never>(step);
        if (said === null) continue;
        const messages = findingsIn(kind, said);
        if (messages.length > 0) findings.push({ step, messages });
        if (!looksAtTables(diagnostic)) continue;
        const only = (wanted: typeof kind): typeof said | null => (kind === wanted ? said : null);
        tables.push({ step, drift: only('table-drift'), diff: only('table-diff'), profile: only('table-profile'), check: only('table-check') });
      }
      return {
        labelErrors: await one('label-errors'),
        weakSlices: slices && { ...slices, alpha: slices.alpha ?? 0.95, quiet: slices.quiet ?? [] },
        leakage: await one('leakage'),
        tables,
        findings,
      };
    },
  };
}

async function partsOf(project: TrainingProject, run: Run): Promise<TrainingParts> {
  const part = (name: string, digest = run.artifacts[name]): StepInput => {
    if (digest === undefined) throw trainErrors.RUN_WITHOUT_MODEL({ run: run.id });
    return { blobs: [digest as Digest] };
  };
  const isForeign = project.training.trainer.kind === 'command' || run.params['model'] !== undefined;
  return {
    train: part('split/train'),
    test: part('split/test'),
    rows: part('check/rows'),
    testRows: part('split/testRows'),
    model: part('train/model', run.candidate?.model),
    scoring: {
      columns: JSON.parse(JSON.stringify(project.inputContract.columns)) as JsonValue,
      ...(JSON.parse(JSON.stringify(askedOf(project.scope))) as Asked & Record<string, JsonValue>),
      python: isForeign ? await findPythonOf(project, project.training) : null,
    },
  };
}
