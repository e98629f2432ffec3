import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CodeComparison, RunRow, RunView } from '../../../src/sdk/tracking.ts';
import { ask, isAbort } from '../ask.ts';
import { formatAgo } from '../format-run.ts';
import { problemOf } from '../runs/use-runs.ts';

/** How the code of this run differs from another's. */
export function CodePanel({ run }: { readonly run: RunView }): JSX.Element {
  const others = useOthers(run);
  const [other, setOther] = useState('');
  const from = other !== '' ? other : (others[0]?.id ?? '');
  const { comparison, problem } = useComparison(from, run.id);
  if (run.code === null) return <p class="nothing">This run does not say which code it ran: it started outside of a git repository.</p>;
  return (
    <section aria-label="Code">
      <p class="code-pick">
        <label>
          Against{' '}
          <select value={from} onChange={(event) => setOther(event.currentTarget.value)}>
            {others.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name} {each.startedAt === null ? '' : `(${formatAgo(each.startedAt, Date.now())})`}
              </option>
            ))}
          </select>
        </label>
      </p>
      {others.length === 0 && <p class="faint">There is no other run of this experiment to compare with.</p>}
      {problem !== null && <p role="alert">{problem}</p>}
      {comparison && <Comparison comparison={comparison} />}
    </section>
  );
}

function Comparison({ comparison }: { readonly comparison: CodeComparison }): JSX.Element {
  const { from, to, patch, why } = comparison;
  return (
    <>
      <p>
        <code>{from?.commit.slice(0, 12) ?? 'unknown'}</code> → <code>{to?.commit.slice(0, 12) ?? 'unknown'}</code>
        {(from?.dirty === true || to?.dirty === true) && <span class="run-dirty"> one of them had uncommitted changes, which are not shown</span>}
      </p>
      {why !== null && <p class="faint">{why}</p>}
      {patch !== null && (patch === '' ? <p>Both ran the same commit.</p> : <Patch text={patch} />)}
    </>
  );
}

function Patch({ text }: { readonly text: string }): JSX.Element {
  const kindOf = (line: string): string =>
    line.startsWith('diff ') ? 'patch-file' : line.startsWith('@@') ? 'patch-place' : /^\+(?!\+\+)/.test(line) ? 'patch-new' : /^-(?!--)/.test(line) ? 'patch-old' : '';
  return (
    <pre class="patch">
      {text.split('\n').map((line, index) => (
        <span key={index} class={kindOf(line)}>
          {line}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

const MOST_OTHERS = 100;

function useOthers(run: RunView): readonly RunRow[] {
  const [others, setOthers] = useState<readonly RunRow[]>([]);
  useEffect(() => {
    const ended = new AbortController();
    ask('runs.search', { experiments: [run.experiment], maxResults: MOST_OTHERS }, ended.signal).then(
      (page) => setOthers(page.runs.filter((each) => each.id !== run.id)),
      () => undefined,
    );
    return () => ended.abort();
  }, [run.experiment, run.id]);
  return others;
}

function useComparison(from: string, to: string): { comparison: CodeComparison | null; problem: string | null } {
  const [state, setState] = useState<{ comparison: CodeComparison | null; problem: string | null }>({ comparison: null, problem: null });
  useEffect(() => {
    if (from === '') return undefined;
    const ended = new AbortController();
    ask('runs.code', { from, to }, ended.signal).then(
      (comparison) => setState({ comparison, problem: null }),
      (error: unknown) => {
        if (!isAbort(error)) setState({ comparison: null, problem: problemOf(error).title });
      },
    );
    return () => ended.abort();
  }, [from, to]);
  return state;
}
