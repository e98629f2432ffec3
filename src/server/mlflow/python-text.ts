/** A value as MLflow's messages show it: Python's compact JSON, and the name of its type there. */
export function asPython(value: unknown): { readonly value: string; readonly type: string } {
  return { value: pythonJson(value), type: pythonType(value) };
}

const LONGEST = 1_000;
const shorten = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

/** Compact JSON with sorted names and nothing beyond ASCII, cut where it gets long. */
export function pythonJson(value: unknown): string {
  const sorted = (_: string, one: unknown): unknown => {
    if (typeof one === 'string') return shorten(one);
    return typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))) : one;
  };
  return shorten(stringify(value, sorted)).replaceAll(/[^\0-~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What is nested deeper than the stack allows is told without what is in it. */
function stringify(value: unknown, replace: (name: string, one: unknown) => unknown): string {
  try {
    return JSON.stringify(value, replace) ?? 'null';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return Array.isArray(value) ? '[...]' : '{...}';
  }
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}

/** Python's `repr` of a text. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

/** Python's `repr` of a float: 1 is 1.0, great and small ones have an exponent of two digits at least. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value);
}

/** What Python's `posixpath.normpath` makes of a path. */
export function pythonNormpath(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && kept.length === 0) || kept.at(-1) === '..') kept.push(part);
    else kept.pop();
  }
  return root + kept.join('/') || '.';
}
