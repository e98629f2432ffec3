import type { RunsQuestion } from '../route.ts';

const PARENT = 'tags.`mlflow.parentRunId`';

/** A text in the search language. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Plain words look for a name; everything else is the search language. */
export function filterOf(typed: string): string {
  const text = typed.trim();
  return text !== '' && /^[\w\-. ]+$/.test(text) && !/\b(?:and|or|not|in|like|ilike|is|between)\b/i.test(text) ? `attributes.run_name ILIKE ${quote(`%${text}%`)}` : text;
}

/** Runs stand under their parents only when nothing is searched for: a search may find the child alone. */
export const isNested = (question: RunsQuestion): boolean => question.grouped && question.filter.trim() === '';

/** The filter that the table asks with. */
export const tableFilter = (question: RunsQuestion): string => (isNested(question) ? `${PARENT} IS NULL` : filterOf(question.filter));

/** The filter of the runs nested in one. */
export const childrenFilter = (parent: string): string => `${PARENT} = ${quote(parent)}`;
