import type { ComponentChildren, JSX } from 'preact';
import { DATA, FINDINGS, hrefOf, NEWEST } from '../route.ts';
import type { Route } from '../route.ts';

interface TopBarProps {
  readonly page: Route['page'];
  /** Null on a server that only keeps experiments. */
  readonly project?: string | null;
  /** Whether there is data of a project, where the page knows though nobody has told it of the project yet. */
  readonly hasData?: boolean;
  /** What stands at the right end. */
  readonly children?: ComponentChildren;
}

/** The line above every page: where one is, and where one can go. */
export function TopBar({ page, project, hasData = false, children }: TopBarProps): JSX.Element {
  return (
    <div class="bar">
      <a class="brand" href="#/">
        <Mark />
        Capstan
      </a>
      {project && <span class="project">{project}</span>}
      <nav aria-label="Pages">
        <PageLink to={{ page: 'overview' }} here={page === 'overview'}>
          Life
        </PageLink>
        <PageLink to={FINDINGS} here={page === 'findings'}>
          Findings
        </PageLink>
        {(project || hasData || page === 'data') && (
          <PageLink to={{ page: 'data', question: DATA }} here={page === 'data'}>
            Data
          </PageLink>
        )}
        <PageLink to={{ page: 'runs', question: NEWEST }} here={page !== 'overview' && page !== 'findings' && page !== 'data'}>
          Runs
        </PageLink>
      </nav>
      {children}
    </div>
  );
}

function PageLink({ to, here, children }: { readonly to: Route; readonly here: boolean; readonly children: ComponentChildren }): JSX.Element {
  return (
    <a href={hrefOf(to)} class="page-link" aria-current={here ? 'page' : undefined}>
      {children}
    </a>
  );
}

function Mark(): JSX.Element {
  return (
    <svg width="20" height="20" viewBox="0 0 24 24" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round">
      <circle cx="12" cy="12" r="4.2" />
      <path d="M12 2v5.8M12 16.2V22M2 12h5.8M16.2 12H22M4.9 4.9 9 9M15 15l4.1 4.1M19.1 4.9 15 9M9 15l-4.1 4.1" />
    </svg>
  );
}
