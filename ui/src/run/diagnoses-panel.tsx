import type { ComponentChildren, JSX } from 'preact';
import type { RunView } from '../../../src/sdk/tracking.ts';
import { ask } from '../ask.ts';
import { CheckFailures } from '../data/check-failures.tsx';
import { DriftFindings } from '../data/drift-findings.tsx';
import { LabelErrorsList } from '../data/label-errors-list.tsx';
import { LeakageList } from '../data/leakage-list.tsx';
import { ProfileTable } from '../data/profile-table.tsx';
import { SlicesList } from '../data/slices-list.tsx';
import { useAnswer } from '../data/use-answer.ts';
import { VersionDiff } from '../data/version-diff.tsx';

/** Whether the pipeline of a run looked at its data: it was told to, among its parameters. */
export const isDiagnosed = (run: RunView): boolean => Object.keys(run.params).some((name) => name === 'diagnostics' || name.startsWith('diagnostics.'));

/** Of what a step found, said at the head. */
const MESSAGES = 3;

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
      {answer?.findings.map(({ step, messages }) => (
        <p key={step} class="leak-leak">
          <span class="leak-mark">{step}</span> {messages.slice(0, MESSAGES).join('; ')}
          {messages.length > MESSAGES && ` and ${messages.length - MESSAGES} more`}
        </p>
      ))}
      {answer?.tables.map(({ step, drift, diff, profile, check }) => (
        <Diagnosis key={step} title={step.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())}>
          {drift && <DriftFindings {...drift} />}
          {diff && <VersionDiff diff={diff} />}
          {profile && <ProfileTable profile={profile} />}
          {check && <CheckFailures checked={check} />}
        </Diagnosis>
      ))}
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
