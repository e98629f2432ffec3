import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { ask } from '../ask.ts';
import { DATA_TOOLS, hrefOf } from '../route.ts';
import type { DataQuestion, DataTool } from '../route.ts';
import { TopBar } from '../sections/top-bar.tsx';
import { AskForm, PAIRS } from './ask-form.tsx';
import { CheckFailures } from './check-failures.tsx';
import { DriftFindings } from './drift-findings.tsx';
import { LabelErrorsList } from './label-errors-list.tsx';
import { LeakageList } from './leakage-list.tsx';
import { ProfileTable } from './profile-table.tsx';
import { SlicesList } from './slices-list.tsx';
import { StartingPoints } from './starting-points.tsx';
import { useAnswer } from './use-answer.ts';
import { useKnownTables } from './use-known-tables.ts';
import { VersionDiff } from './version-diff.tsx';

const TITLES: Readonly<Record<DataTool, string>> = {
  drift: 'Drift',
  diff: 'What changed',
  profile: 'Profile',
  check: 'Contract',
  'label-errors': 'Wrong labels',
  slices: 'Weak slices',
  leakage: 'Leakage',
};

/** Questions about the rows that models learn from, asked of versions, files and runs. */
export function DataPage({ question, project }: { readonly question: DataQuestion; readonly project: string | null }): JSX.Element {
  const { tool, of, against, column } = question;
  useEffect(() => {
    document.title = `${TITLES[tool]} · Data`;
  }, [tool]);
  const known = useKnownTables();
  const isWhole = of !== '' && (against !== '' || !PAIRS.includes(tool));
  const { answer, problem, loading } = useAnswer(isWhole ? JSON.stringify(question) : null, async (signal) => {
    const named = column === '' ? {} : { [tool === 'slices' ? 'error' : 'label']: column };
    switch (tool) {
      case 'drift':
        return { tool, found: await ask('data.drift-report', { reference: of, current: against }, signal) } as const;
      case 'diff':
        return { tool, found: await ask('data.diff', { before: of, after: against }, signal) } as const;
      case 'profile':
        return { tool, found: await ask('data.profile', { table: of }, signal) } as const;
      case 'check':
        return { tool, found: await ask('data.check', { table: of, ...(column !== '' && { contract: column }) }, signal) } as const;
      case 'label-errors':
        return { tool, found: await ask('data.label-errors', { table: of, limit: 200, ...named }, signal) } as const;
      case 'slices':
        return { tool, found: await ask('data.slices', { table: of, ...(question.alpha !== null && { alpha: question.alpha }), ...named }, signal) } as const;
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
        <AskForm key={tool} question={question} known={known} />
        {!isWhole && <StartingPoints tool={tool} known={known} />}
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
          {answer?.tool === 'drift' && <DriftFindings {...answer.found} />}
          {answer?.tool === 'diff' && <VersionDiff diff={answer.found} />}
          {answer?.tool === 'profile' && <ProfileTable profile={answer.found} />}
          {answer?.tool === 'check' && <CheckFailures checked={answer.found} />}
          {answer?.tool === 'label-errors' && <LabelErrorsList found={answer.found} />}
          {answer?.tool === 'slices' && <SlicesList found={answer.found} />}
          {answer?.tool === 'leakage' && <LeakageList found={answer.found} />}
        </section>
      </main>
    </>
  );
}
