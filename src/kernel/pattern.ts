import { RE2JS } from 're2js';
import { defineErrors, errorKind, messageOf } from './errors.ts';

export const patternErrors = defineErrors('PATTERN', {
  INVALID: errorKind<{ source: string; reason: string }>({
    status: 400,
    message: (f) => `the pattern ${JSON.stringify(f.source)} is not valid: ${f.reason}`,
    remedy: () => 'write it as RE2 reads it, without look-around and back-references: https://github.com/google/re2/wiki/Syntax',
  }),
});

/**
 * A regular expression that always ends: its time grows with the text alone, whoever wrote the expression and whoever sends the text, where JavaScript's own may search for hours.
 * The syntax is RE2's, the one that CEL prescribes and DuckDB reads, so a request and a table are judged alike. `.` matches any character, line breaks included.
 * https://github.com/google/re2/wiki/Syntax
 */
export interface Pattern {
  readonly source: string;
  /** Whether the whole text matches. */
  matches(text: string): boolean;
  /** Whether some part of the text matches. */
  matchesPart(text: string): boolean;
}

// DuckDB gives a pattern 8 MB. It matches bytes, of which a class of Unicode has hundreds of ranges; here such a class is one step.
const MAX_STEPS = 20_000;
const MAX_STEPS_OF_UNICODE = 400;

/** Compiles a pattern; a text then takes about 0.5 µs. Throws PATTERN_INVALID. */
export function compilePattern(source: string): Pattern {
  const compiled = readPattern(source);
  if (typeof compiled === 'string') throw patternErrors.INVALID({ source, reason: compiled });
  return { source, matches: (text) => compiled.testExact(text), matchesPart: (text) => compiled.test(text) };
}

/** Why a pattern cannot be used, or null. */
export function patternProblem(source: string): string | null {
  const compiled = readPattern(source);
  return typeof compiled === 'string' ? compiled : null;
}

/** The compiled pattern, or what is wrong with it. */
function readPattern(source: string): RE2JS | string {
  try {
    const compiled = RE2JS.compile(source, RE2JS.DOTALL);
    if (Object.keys(compiled.namedGroups()).length > 0) return 'named groups are not supported: use (?:…)';
    const most = /\\p/i.test(source) ? MAX_STEPS_OF_UNICODE : MAX_STEPS;
    return compiled.programSize() > most ? `its repetitions come to more than ${most} steps` : compiled;
  } catch (error) {
    return messageOf(error).replace('error parsing regexp: ', '').replace('(?s)', '');
  }
}
