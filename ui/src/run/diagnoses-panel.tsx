import type { ComponentChildren, JSX } from 'preact';
import type { RunView } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';
import { LabelErrorsList } from '../data/label-errors-list.tsx';
import { LeakageList } from '../data/leakage-list.tsx';
import { SlicesList } from '../data/slices-list.tsx';
import { useAnswer } from '../data/use-answer.ts';

/** Steps that end in a report. */
const DIAGNOSTICS: readonly string[] = ['label-errors', 'weak-slices', 'leakage'];

/** Whether the pipeline of a run looked at its data. */
export const isDiagnosed = (run: RunView): boolean => run.steps.some((step) => DIAGNOSTICS.includes(step.name));

/** What the diagnostics in the pipeline of a run found, as it was recorded. */
export function DiagnosesPanel({ run }: { readonly run: string }): JSX.Element {
  const { answer, problem, loading } = useAnswer(run, (signal) => ask('runs.diagnoses', { run }, signal));
  return (
    <div class="data-page">
      {problem && (
        <p role="alert" class="search-problem">
          <strong>{problem.title}</strong> {problem.remedy}
        </p>
      )}
      {loading && <p role="status">Reading what was found…</p>}
      {answer?.weakSlices && (
        <Diagnosis title="Weak slices">
          <SlicesList found={answer.weakSlices} />
        </Diagnosis>
      )}
      {answer?.labelErrors && (
        <Diagnosis title="Wrong labels">
          <LabelErrorsList found={answer.labelErrors} />
        </Diagnosis>
      )}
      {answer?.leakage && (
        <Diagnosis title="Leakage">
          <LeakageList found={answer.leakage} />
        </Diagnosis>
      )}
    </div>
  );
}

const Diagnosis = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }): JSX.Element => (
  <section aria-label={title}>
    <h3>{title}</h3>
    {children}
  </section>
);
