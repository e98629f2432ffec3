/**
 * The regular expressions that contracts may use: those that mean the same to JavaScript (requests) and to RE2 (tables).
 * A pattern must match the whole text; `.` matches any character, line breaks included.
 */

// Escapes that both engines read alike: digits and words are ASCII, a boundary too. `\s` is not among them: JavaScript's takes in Unicode spaces.
const ESCAPES = 'dDwWbBtnrf^$\\.*+?()[]{}|/';
const ESCAPES_IN_CLASS = 'dDwWtnrf-^$\\.*+?()[]{}|/';
const MAX_REPEATS = 1000;

/** Why a pattern cannot be used, or null. */
export function patternProblem(pattern: string): string | null {
  try {
    compilePattern(pattern);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    if (char === '\\') {
      const escaped = pattern[++i] ?? '';
      if (!(inClass ? ESCAPES_IN_CLASS : ESCAPES).includes(escaped)) return `\\${escaped} does not mean the same everywhere: write the characters out`;
    } else if (inClass) {
      if (char === ']') inClass = false;
      else if (char === '[') return 'a [ inside a class must be escaped: \\[';
    } else if (char === '[') {
      inClass = true;
      if (/^\[\^?\]/.test(pattern.slice(i, i + 3))) return 'an empty class is not supported';
    } else if (char === '(' && pattern[i + 1] === '?' && pattern[i + 2] !== ':') return 'look-around and named groups are not supported: use (?:…)';
    else if (char === '{') {
      const bounds = /^\{(\d+)(?:,(\d*))?\}/.exec(pattern.slice(i));
      if (bounds && [bounds[1], bounds[2]].some((bound) => Number(bound ?? 0) > MAX_REPEATS)) return `a repetition goes beyond ${MAX_REPEATS}`;
    }
  }
  return repeatedRepeat(pattern) ? 'repetitions within a repeated group multiply beyond 1000' : null;
}

// RE2 also bounds the product of nested repetitions; two counted repetitions above 30 in one pattern are refused rather than computed.
const repeatedRepeat = (pattern: string): boolean =>
  [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].map((m) => Math.max(Number(m[1]), Number(m[2] || 0))).reduce((product, bound) => product * Math.max(bound, 1), 1) > MAX_REPEATS;

/** The pattern as JavaScript reads it, for one text. Throws a SyntaxError. */
export function compilePattern(pattern: string): RegExp {
  // Compiled alone first, so that no unbalanced bracket is mended by the group around it.
  return new RegExp(`^(?:${new RegExp(pattern, 'su').source})$`, 'su');
}
