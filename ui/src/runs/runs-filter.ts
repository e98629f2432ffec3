import type { RunsQuestion } from '../route.ts';

const PARENT = 'tags.`mlflow.parentRunId`';

/** A text in the search language. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Plain words look for a name; everything else is the search language. */
export function filterOf(typed: string): string {
  const text = typed.trim();
  return text !== '' && /^[\w\-. ]+$/.test(text) && !/\b(?:and|or|not|in|like|ilike|is|between)\b/i.test(text) ? `attributes.run_name ILIKE ${quote(`%${text}%`)}` : text;
}

/** Runs stand under their parents only when all active ones are shown: a search, or the deleted ones, may have the child alone. */
export const isNested = (question: RunsQuestion): boolean => question.grouped && question.filter.trim() === '' && question.view === 'active';

/** The filter that the table asks with. */
export const tableFilter = (question: RunsQuestion): string => (isNested(question) ? `${PARENT} IS NULL` : filterOf(question.filter));

/** The filter of the runs nested in one. */
export const childrenFilter = (parent: string): string => `${PARENT} = ${quote(parent)}`;
