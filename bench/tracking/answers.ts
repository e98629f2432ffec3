import { type Answer, textOf } from './connection.ts';
import type { Point } from './requests.ts';

/** The answer, if it is one of status 200. */
export function right(answer: Answer): Answer {
  if (answer.status !== 200) throw new Error(complaintOf(answer));
  return answer;
}

/** Status and the beginning of the message. */
export function complaintOf(answer: Answer): string {
  const text = textOf(answer);
  const message = /database is locked/.exec(text)?.[0] ?? /"message": *"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text;
  return `${answer.status} ${message.split(' (', 1)[0]!.slice(0, 100)}`;
}

/** The id of the run that was made. */
export const runIdOf = (answer: Answer): string => (JSON.parse(textOf(right(answer))) as { run: { info: { run_id: string } } }).run.info.run_id;

/** The id of the experiment that was made. */
export const experimentIdOf = (answer: Answer): string => (JSON.parse(textOf(right(answer))) as { experiment_id: string }).experiment_id;

/** The points of a history. */
export const readHistory = (answer: Answer): readonly Point[] => (JSON.parse(textOf(right(answer))) as { metrics?: readonly Point[] }).metrics ?? [];
