import type { EvaluatedTable, Task } from './evaluated-table.ts';

/** How the predictions of a table are to be measured. */
export interface EvaluationOrder {
  readonly task: Task;
  readonly label: string;
  /** A column of scores, or `class=column,class=column` for several classes. */
  readonly score?: string;
  /** A column of predicted classes. */
  readonly predicted?: string;
  /** Columns to cut segments by, separated by commas. */
  readonly by?: string;
  /** The column that names the group of a row, for ranking. */
  readonly group?: string;
  /** Of two labels, the one that scores speak of. @default 1, or the last in order */
  readonly positive?: string;
  /** Decides from this score on. @default 0.5 */
  readonly threshold?: number;
  /** Ranks that count. @default 10 */
  readonly k?: number;
  /** Of the pinball loss. @default 0.5 */
  readonly quantile?: number;
  /** Columns that errors of numbers may depend on, separated by commas. @default all others of numbers, truth values and texts */
  readonly features?: string;
}

/** What was measured, without the names of what it was measured on. */
export type Evaluated = Omit<EvaluatedTable, 'table' | 'task' | 'rows'>;

/** What a text names, separated by commas. */
export const listOf = (text: string | undefined): string[] =>
  text === undefined
    ? []
    : text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');

/** The classes that scores are named for: `setosa=p_setosa` is the class setosa; a column without a class is one itself. */
export const scoredClasses = ({ score }: EvaluationOrder): readonly { readonly name: string; readonly column: string }[] =>
  listOf(score).map((part) => {
    const at = part.indexOf('=');
    return at < 0 ? { name: part, column: part } : { name: part.slice(0, at).trim(), column: part.slice(at + 1).trim() };
  });
