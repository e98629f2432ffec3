import { PROTOCOL_CASES, type ProtocolCase } from './protocol-cases.ts';

/** What a server answered, without what differs from one telling to the next. */
export interface ToldAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Tells the story to a server, and gives its answers by chapter and name. */
export async function tellStory(url: string): Promise<Record<string, Record<string, ToldAnswer>>> {
  const kept = new Map<string, string>();
  const fill = (text: string): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => kept.get(name) ?? `‹no ${name}›`);
  const names = new Map<string, string>();
  const chapters: Record<string, Record<string, ToldAnswer>> = {};
  for (const [chapter, cases] of Object.entries(PROTOCOL_CASES)) {
    const answers: Record<string, ToldAnswer> = {};
    for (const one of cases) {
      const answer = await fetch(`${url}${one.prefix ?? '/api'}/2.0/mlflow${fill(one.path)}`, requestOf(one, fill));
      const text = await answer.text();
      const body: unknown = answer.headers.get('content-type')?.startsWith('application/json') === true ? JSON.parse(text) : 'no JSON';
      for (const [name, path] of Object.entries(one.keep ?? {})) {
        const value = path.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], body);
        kept.set(name, String(value));
        if (/^(?:m-)?[0-9a-f]{32}$/.test(String(value))) names.set(String(value), `‹${name}›`);
      }
      answers[one.name] = { status: answer.status, body: simplify(body, names) };
    }
    chapters[chapter] = answers;
  }
  return chapters;
}

function requestOf({ method, body, type }: ProtocolCase, fill: (text: string) => string): RequestInit {
  if (body === undefined) return { method };
  return { method, headers: { 'content-type': type ?? 'application/json' }, body: fill(typeof body === 'string' ? body : JSON.stringify(body)) };
}

/** Times, random names, page tokens and what either server adds for itself alone (Capstan says who registered a version) are left out; what has a key or a stage is sorted by it, since it has no order. */
function simplify(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => simplify(item, names));
    const sortedBy = ['key', 'current_stage'].find((name) => items.every((item) => typeof item === 'object' && item !== null && name in item));
    return sortedBy === undefined ? items : items.toSorted((a, b) => nameIn(a, sortedBy).localeCompare(nameIn(b, sortedBy)));
  }
  if (typeof value === 'number') return value > 1e12 && value < 4e12 ? '‹time›' : value;
  if (typeof value === 'string') return simplifyText(value, names);
  if (typeof value !== 'object' || value === null) return value;
  const version = 'current_stage' in value;
  const members = Object.entries(value).filter(([name]) => !['sqlstate', 'error_class', 'workspace'].includes(name) && !(version && name === 'user_id'));
  return Object.fromEntries(members.map(([name, member]) => [name, name === 'next_page_token' ? '‹token›' : simplify(member, names)]).filter(([, member]) => !isEmpty(member)));
}

const nameIn = (item: unknown, name: string): string => String((item as Record<string, unknown>)[name]);
const isEmpty = (value: unknown): boolean => typeof value === 'object' && value !== null && Object.keys(value).length === 0;

function simplifyText(text: string, names: ReadonlyMap<string, string>): string {
  // JSON in a text: its spaces mean nothing.
  if (/^[[{].*[\]}]$/.test(text)) return JSON.stringify(JSON.parse(text));
  if (/^[a-z]+-[a-z]+-\d{1,4}$/.test(text)) return '‹name›';
  return text
    .replace(/ already exists\. Error: .*$/s, ' already exists.')
    .replaceAll(/(?:m-)?[0-9a-f]{32}/g, (id) => names.get(id) ?? id);
}
