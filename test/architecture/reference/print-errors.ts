import { join } from 'node:path';
import { expressionErrors, patternErrors, schemaErrors } from '../../../src/kernel/index.ts';
import { readFiles, REPOSITORY } from '../source.ts';
import { heading, printTable } from './print-table.ts';

interface Kind {
  readonly status: number;
  readonly message: (facts: unknown) => string;
  readonly remedy: (facts: unknown) => string;
}

interface Table {
  readonly area: string;
  readonly kinds: Readonly<Record<string, Kind>>;
}

/** Every table of errors in the product. */
export async function readErrorTables(): Promise<Table[]> {
  const files = readFiles(['src']).filter((file) => file.path.endsWith('.errors.ts'));
  const modules = await Promise.all(files.map((file) => import(join(REPOSITORY, file.path)) as Promise<Record<string, unknown>>));
  const tables = [expressionErrors, patternErrors, schemaErrors, ...modules.flatMap((module) => Object.values(module))].filter(isTable);
  return tables.toSorted((a, b) => (a.area < b.area ? -1 : 1));
}

const isTable = (value: unknown): value is Table => typeof value === 'object' && value !== null && 'area' in value && 'kinds' in value;

/** The reference of errors: code, status, what happened, what to do. */
export async function printErrors(): Promise<string> {
  const tables = await readErrorTables();
  const parts = tables.map(({ area, kinds }) => {
    const rows = Object.entries(kinds).map(([reason, kind]) => [`\`${area}_${reason}\``, String(kind.status), describe(kind.message), describe(kind.remedy)]);
    return `## ${area}\n\n${printTable(['code', 'status', 'what happened', 'what to do'], rows)}\n`;
  });
  return `${heading('Errors', 'Every error that Capstan raises on purpose: its code is stable and never reused; words in ‹› are facts of the case. The command line prints `CODE: what happened` and `→ what to do`; HTTP answers with the status and `{ "error": { code, message, remedy, facts } }`.')}\n${parts.join('\n')}`;
}

/** The sentence, with the names of the facts where their values would be. */
export function describe(sentence: (facts: unknown) => string): string {
  return escape(sentence(standIn('facts')).replaceAll('1970-01-01T00:00Z', '‹time›'));
}

/** Stands for a fact of any kind: whatever is read of it or done to it, it shows its name. */
function standIn(name: string): unknown {
  const shown = `‹${name}›`;
  const target = (): unknown => self;
  const self: unknown = new Proxy(target, {
    get(_, key) {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'string' ? shown : 0);
      if (key === Symbol.iterator) return () => [self][Symbol.iterator]();
      if (name === 'facts') return standIn(String(key));
      if (key === 'toString' || key === 'toJSON' || key === 'join') return () => shown;
      if (key === 'length') return 2;
      return /^(?:map|flatMap|filter|slice|split|toFixed|toSorted|sort|replace|replaceAll|trim|at|find|toUpperCase|toLowerCase)$/.test(String(key)) ? target : self;
    },
    ownKeys: () => ['prototype'],
  });
  return self;
}

/** In a table nothing but words: what Markdown would take for HTML or emphasis is escaped, code stays code. */
const escape = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/[<>*_]/g, (found) => `\\${found}`)))
    .join('');
