import type { JSX } from 'preact';
import type { Problem } from '../poll-overview.ts';

interface ProblemProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
}

/** Nothing could be read yet. */
export function ProblemPage({ problem, onRetry }: ProblemProps): JSX.Element {
  return (
    <main class="problem-page">
      <div role="alert">
        <h1>{problem.title}</h1>
        <p>{problem.remedy}</p>
      </div>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </main>
  );
}

/** What is shown was read before the server stopped answering. */
export function ProblemNote({ problem, readAt, onRetry }: ProblemProps & { readonly readAt: number | null }): JSX.Element {
  return (
    <aside class="problem-note">
      <p role="alert">
        <strong>{problem.title}</strong> {problem.remedy} {readAt !== null && <>Shown is what it said at {new Date(readAt).toLocaleTimeString('en-GB')}.</>}
      </p>
      <button type="button" class="button" onClick={onRetry}>
        Try again
      </button>
    </aside>
  );
}
