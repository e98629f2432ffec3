/**
 * The line of a configuration's source on which a member is written, found by its path (`/scope/metric/goal`): each name of the path is
 * looked for after the one before it. An index into a list counts opening braces. Null when the path is not written out in this file.
 */
export function locateMember(source: string, path: string): number | null {
  const names = path.split('/').slice(1);
  if (names.length === 0) return null;
  // What is imported under the name of a member is not that member.
  const start = Math.max(0, ...[...source.matchAll(/^import\b[^;'"]*['"][^'"\n]*['"]/gm)].map((found) => found.index + found[0].length));
  let at = start;
  for (const name of names) {
    const found = /^\d+$/.test(name) ? nthBrace(source, at, Number(name)) : source.slice(at).search(memberPattern(name));
    if (found < 0) break;
    at = /^\d+$/.test(name) ? found : at + found + 1;
  }
  return at === start ? null : source.slice(0, at).split('\n').length;
}

function memberPattern(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$'"])(?:${escaped}|(['"])${escaped}\\1)\\s*[:,}(]`);
}

function nthBrace(source: string, from: number, n: number): number {
  let depth = 0;
  let seen = -1;
  for (let i = from; i < source.length; i++) {
    if (source[i] === '{' && depth++ === 0 && ++seen === n) return i;
    if (source[i] === '}') depth--;
    if (source[i] === ']' && depth <= 0) return -1;
  }
  return -1;
}
