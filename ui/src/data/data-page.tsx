import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ask } from '../ask.ts';
import { formatCount } from '../format-number.ts';
import { DATA_TOOLS, go, hrefOf } from '../route.ts';
import type { DataQuestion, DataTool } from '../route.ts';
import { TopBar } from '../sections/top-bar.tsx';
import { LabelErrorsList } from './label-errors-list.tsx';
import { LeakageList } from './leakage-list.tsx';
import { SlicesList } from './slices-list.tsx';
import { useAnswer } from './use-answer.ts';
import { VersionDiff } from './version-diff.tsx';

const TITLES: Readonly<Record<DataTool, string>> = { diff: 'What changed', 'label-errors': 'Wrong labels', slices: 'Weak slices', leakage: 'Leakage' };
const PAIRS: readonly DataTool[] = ['diff', 'leakage'];

/** Questions about the rows that models learn from, asked of versions, files and runs. */
export function DataPage({ question, project }: { readonly question: DataQuestion; readonly project: string | null }): JSX.Element {
  const { tool, of, against, column } = question;
  useEffect(() => {
    document.title = `${TITLES[tool]} · Data`;
  }, [tool]);
  const isWhole = of !== '' && (against !== '' || !PAIRS.includes(tool));
  const { answer, problem, loading } = useAnswer(isWhole ? JSON.stringify(question) : null, async (signal) => {
    const named = column === '' ? {} : { [tool === 'slices' ? 'error' : 'label']: column };
    switch (tool) {
      case 'diff':
        return { tool, found: await ask('data.diff', { before: of, after: against }, signal) } as const;
      case 'label-errors':
        return { tool, found: await ask('data.label-errors', { table: of, limit: 200, ...named }, signal) } as const;
      case 'slices':
        return { tool, found: await ask('data.slices', { table: of, alpha: question.alpha, ...named }, signal) } as const;
      case 'leakage':
        return { tool, found: await ask('data.leakage', { train: of, test: against, ...named }, signal) } as const;
    }
  });
  return (
    <>
      <TopBar page="data" project={project} />
      <main class="data-page">
        <nav class="tabs" aria-label="Questions">
          {DATA_TOOLS.map((one) => (
            <a key={one} href={hrefOf({ page: 'data', question: { ...question, tool: one } })} aria-current={one === tool ? 'page' : undefined}>
              {TITLES[one]}
            </a>
          ))}
        </nav>
        <Ask key={tool} question={question} />
        {problem && (
          <p role="alert" class="search-problem">
            <strong>{problem.title}</strong> {problem.remedy}
          </p>
        )}
        {loading && (
          <p role="status" class="faint">
            Looking; a large table may take a minute.
          </p>
        )}
        <section aria-label={TITLES[tool]}>
          {answer?.tool === 'diff' && <VersionDiff diff={answer.found} />}
          {answer?.tool === 'label-errors' && <LabelErrorsList found={answer.found} />}
          {answer?.tool === 'slices' && <SlicesList found={answer.found} />}
          {answer?.tool === 'leakage' && <LeakageList found={answer.found} />}
        </section>
      </main>
    </>
  );
}

/** Of what, beside what, and by which column. */
function Ask({ question }: { readonly question: DataQuestion }): JSX.Element {
  const { tool } = question;
  const known = useAnswer('versions and runs', async (signal) => ({
    versions: await ask('data.list', {}, signal),
    runs: (await ask('runs.search', { maxResults: 20 }, signal)).runs,
  }));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String((form.get(name) as string | null) ?? '').trim();
    go({ page: 'data', question: { tool, of: text('of'), against: text('against'), column: text('column'), alpha: Number(text('alpha')) || question.alpha } });
  };
  return (
    <form class="data-ask" onSubmit={submit}>
      <label>
        {PAIRS.includes(tool) ? (tool === 'diff' ? 'before' : 'training') : 'table'}
        <input name="of" list="tables" value={question.of} placeholder="a version, a file or a run" required />
      </label>
      {PAIRS.includes(tool) && (
        <label>
          {tool === 'diff' ? 'after' : 'test'}
          <input name="against" list="tables" value={question.against} required />
        </label>
      )}
      {tool !== 'diff' && (
        <label>
          {tool === 'slices' ? 'errors' : 'label'}
          <input name="column" value={question.column} placeholder="as the dataset or run has it" />
        </label>
      )}
      {tool === 'slices' && (
        <label title="Weight of the error against the size of a group: nearer to 1 for smaller ones">
          alpha
          <input name="alpha" type="number" min="0.5" max="1" step="0.005" value={question.alpha} />
        </label>
      )}
      <button type="submit">Look</button>
      <datalist id="tables">
        {known.answer?.versions.map((one) => (
          <option key={one.id} value={one.id.slice(7, 19)}>
            {`${one.dataset} ${one.number}, ${formatCount(one.rows)} rows`}
          </option>
        ))}
        {tool !== 'diff' &&
          known.answer?.runs
            .filter((run) => run.id.startsWith('run_'))
            .map((run) => (
              <option key={run.id} value={run.id}>
                {run.name}
              </option>
            ))}
      </datalist>
    </form>
  );
}
