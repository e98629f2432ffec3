/** A value as MLflow's messages show it: Python's compact JSON, and the name of its type there. */
export function asPython(value: unknown): { readonly value: string; readonly type: string } {
  return { value: pythonJson(value), type: pythonType(value) };
}

/** Compact JSON with sorted names and nothing beyond ASCII, cut where it gets long. */
export function pythonJson(value: unknown): string {
  const sorted = (_: string, one: unknown): unknown =>
    typeof one === 'object' && one !== null && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))) : one;
  const text = JSON.stringify(value, sorted) ?? 'null';
  return text.replaceAll(/[^\0-~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return { string: 'str', boolean: 'bool' }[typeof value as string] ?? 'dict';
}
