import type { Step, StepInput } from '../../work/index.ts';
import type { Diagnostic } from './definition.ts';
import { diagnosticSteps, type TrainingParts } from './diagnostic-steps.ts';
import { looksAtTables } from './name-tables.ts';
import { type LookedAt, tableSteps } from './table-steps.ts';

/** The steps of a training's diagnostics. */
export interface LookSteps {
  /** Those whose findings stop the training, and need no model to be found. */
  readonly before: readonly Step[];
  /** What training waits for, as inputs of its step. */
  readonly awaited: Readonly<Record<string, StepInput>>;
  /** All others. */
  readonly after: readonly Step[];
}

/** The name of a diagnostic's step; its report is the output of that name. */
export const stepOf = ({ kind, options }: Diagnostic): string => ('name' in options && options.name !== undefined ? options.name : kind);

/** Makes the steps of diagnostics: the looks, each a step that ends in a report, and a verdict after each whose findings stop the run. */
export function lookSteps(diagnostics: readonly Diagnostic[], parts: TrainingParts & LookedAt, seed: number): LookSteps {
  const [before, after, awaited] = [new Map<string, Step>(), new Map<string, Step>(), new Map<string, StepInput>()];
  const looks = diagnostics.map((diagnostic) => {
    const steps = looksAtTables(diagnostic) ? tableSteps(diagnostic, parts) : diagnosticSteps(diagnostic, parts, seed);
    const stops = steps.length > 0 && 'onFinding' in diagnostic.options && diagnostic.options.onFinding === 'stop';
    return { steps: stops ? [...steps, verdictStep(diagnostic)] : steps, first: stops && diagnostic.kind !== 'weak-slices' };
  });
  for (const { steps } of looks.filter(({ first }) => first)) {
    for (const step of steps) before.set(step.name, step);
    const verdict = steps.at(-1)!.name;
    awaited.set(verdict, { step: verdict, output: 'verdict' });
  }
  for (const { steps } of looks) for (const step of steps) if (!before.has(step.name)) after.set(step.name, step);
  return { before: [...before.values()], awaited: Object.fromEntries(awaited), after: [...after.values()] };
}

const verdictStep = (diagnostic: Diagnostic): Step => ({
  name: `${stepOf(diagnostic)}-verdict`,
  action: { module: 'capstan:train/steps/stop-on-findings', export: 'stopOnFindings' },
  inputs: { report: { step: stepOf(diagnostic), output: 'report' } },
  params: { kind: diagnostic.kind, step: stepOf(diagnostic) },
  outputs: ['verdict'],
});
