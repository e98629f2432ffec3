import { useEffect, useState } from 'preact/hooks';

/** The page that is shown, and what it is about. It lives behind the `#`, so that every view has an address which can be sent to somebody. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'findings'; readonly finding: string | null; readonly cell: CellName | null }
  | { readonly page: 'data'; readonly question: DataQuestion }
  | { readonly page: 'runs'; readonly question: RunsQuestion }
  | { readonly page: 'run'; readonly run: string; readonly tab: RunTab }
  | { readonly page: 'compare'; readonly runs: readonly string[]; readonly metric: string | null };

/** A column of a window. */
export interface CellName {
  readonly at: number;
  readonly column: string;
  readonly group: 'input' | 'feature' | 'score';
  /** A segment of the window: the input that cuts, and its value. */
  readonly by?: string;
  readonly segment?: string;
}

export const FINDINGS: Route = { page: 'findings', finding: null, cell: null };

export const DATA_TOOLS = ['drift', 'diff', 'profile', 'check', 'label-errors', 'slices', 'leakage'] as const;
export type DataTool = (typeof DATA_TOOLS)[number];

/** What is asked of the data. */
export interface DataQuestion {
  readonly tool: DataTool;
  /** A version, a file or a run; empty before one is named. */
  readonly of: string;
  /** Beside which: after, or the test. */
  readonly against: string;
  /** The label, or the errors; of a check, the file of the contract. */
  readonly column: string;
  /** Weight of the error against the size of a slice; null for the first at which a slice stands out. */
  readonly alpha: number | null;
}

export const DATA: DataQuestion = { tool: 'drift', of: '', against: '', column: '', alpha: null };

export const RUN_TABS = ['overview', 'curves', 'diagnoses', 'artifacts', 'code'] as const;
export type RunTab = (typeof RUN_TABS)[number];

/** What the table of runs shows. */
export interface RunsQuestion {
  /** All of them when empty. */
  readonly experiments: readonly number[];
  readonly filter: string;
  /** One item of the search language, such as `metrics.auc DESC`; empty for the newest first. */
  readonly order: string;
  readonly grouped: boolean;
  readonly view: 'active' | 'deleted';
}

export const NEWEST: RunsQuestion = { experiments: [], filter: '', order: '', grouped: true, view: 'active' };

export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const params = new URLSearchParams(query);
  const [page, name = ''] = path.split('/');
  if (page === 'findings') return { page, finding: params.get('finding'), cell: readCell(params) };
  if (page === 'data') return { page, question: readDataQuestion(params) };
  if (page === 'runs') return { page, question: readQuestion(params) };
  if (page === 'run' && name !== '') return { page, run: decode(name), tab: RUN_TABS.find((tab) => tab === params.get('tab')) ?? 'overview' };
  if (page === 'compare') return { page, runs: params.getAll('run'), metric: params.get('metric') };
  return { page: 'overview' };
}

function readCell(params: URLSearchParams): CellName | null {
  const [at, column] = [Number(params.get('at') ?? Number.NaN), params.get('column')];
  const [by, segment] = [params.get('by'), params.get('segment')];
  const group = (['input', 'feature', 'score'] as const).find((one) => one === params.get('group'));
  return Number.isSafeInteger(at) && column !== null && group !== undefined ? { at, column, group, ...(by !== null && segment !== null && { by, segment }) } : null;
}

/** An address may be typed by hand: what is no encoding stands for itself. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const readDataQuestion = (params: URLSearchParams): DataQuestion => ({
  tool: DATA_TOOLS.find((tool) => tool === params.get('tool')) ?? DATA.tool,
  of: params.get('of') ?? '',
  against: params.get('against') ?? '',
  column: params.get('column') ?? '',
  alpha: Number(params.get('alpha')) || null,
});

const readQuestion = (params: URLSearchParams): RunsQuestion => ({
  experiments: params
    .getAll('experiment')
    .map(Number)
    .filter((no) => Number.isInteger(no) && no >= 0),
  filter: params.get('filter') ?? '',
  order: params.get('order') ?? '',
  grouped: params.get('grouped') !== 'no',
  view: params.get('view') === 'deleted' ? 'deleted' : 'active',
});

/** The address of a route. */
export function hrefOf(route: Route): string {
  const params = new URLSearchParams();
  switch (route.page) {
    case 'overview':
      return '#/';
    case 'findings': {
      if (route.finding !== null) params.set('finding', route.finding);
      if (route.cell !== null) for (const [name, value] of Object.entries(route.cell)) params.set(name, String(value));
      const query = params.toString();
      return `#/findings${query === '' ? '' : `?${query}`}`;
    }
    case 'run':
      return `#/run/${encodeURIComponent(route.run)}${route.tab === 'overview' ? '' : `?tab=${route.tab}`}`;
    case 'compare':
      for (const run of route.runs) params.append('run', run);
      if (route.metric !== null) params.set('metric', route.metric);
      return `#/compare?${params.toString()}`;
    case 'data':
      for (const [name, value] of Object.entries(route.question)) if (value !== DATA[name as keyof DataQuestion]) params.set(name, String(value));
      return `#/data${params.size === 0 ? '' : `?${params.toString()}`}`;
    case 'runs': {
      const { experiments, filter, order, grouped, view } = route.question;
      for (const no of experiments) params.append('experiment', String(no));
      if (filter !== '') params.set('filter', filter);
      if (order !== '') params.set('order', order);
      if (!grouped) params.set('grouped', 'no');
      if (view === 'deleted') params.set('view', view);
      const query = params.toString();
      return `#/runs${query === '' ? '' : `?${query}`}`;
    }
  }
}

/** Goes to a route; `replace` leaves no step to go back to. */
export function go(route: Route, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') location.hash = hrefOf(route);
  else {
    history.replaceState(null, '', hrefOf(route));
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

/** The route of now. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash));
  useEffect(() => {
    const change = (): void => setRoute(readRoute(location.hash));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}
