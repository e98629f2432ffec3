/** Texts that say nothing; compared in lower case, trimmed. */
const SPECIAL_TEXTS: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '?',
  '.',
  '0',
  '-1',
  'n/a',
  'na',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  'undefined',
  'unknown',
  'missing',
  'default',
  'test',
  'tbd',
  'todo',
]);

/** Longer ones say something, or are nothing but blanks. */
const LONGEST = 16;

/** Whether a text is one that programs and people write where they have none. Counted exactly in all counts, however rare. */
export const isSpecialText = (text: string): boolean => text.length <= LONGEST && SPECIAL_TEXTS.has(text.trim().toLowerCase());
