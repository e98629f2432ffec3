// What an unchanged `capstan run` says again. Read before anything is loaded: this file needs the file system alone.
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WatchedPath } from '../work/noop.ts';

/** Raise when the form of an answer, or what a run prints, changes. */
const ANSWER_VERSION = 2;

/** Answers of one project that are kept. */
const KEPT = 20;

/** What was asked, word for word, and where: the same words may have the same answer. */
export interface Question {
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What a run printed, and everything outside of its pipeline that it followed from. */
export interface Answer {
  /** The question as one text; also names the pipeline's result (`tryNoop`). */
  readonly invocation: string;
  /** Paths that must be as they were, told by `stat` alone: the program, its packages, the sources. */
  readonly stats: readonly (readonly [path: string, identity: string | null])[];
  /** The releases' parts, compared by content when their times do not tell: bytes that are stored again are marked as needed. */
  readonly parts: readonly WatchedPath[];
  /** The records, compared by content when their times do not tell. */
  readonly records: readonly WatchedPath[];
  /** What of the records it followed from: when other records change, it still holds. */
  readonly standing: string;
  /** The keys of the pipeline's steps, in order. */
  readonly steps: readonly (string | null)[];
  readonly exitCode: number;
  readonly plain: string;
  /** For a terminal with colours. */
  readonly coloured: string;
}

/** The question as one text. */
export const invocationOf = (question: Question): string => `capstan ${JSON.stringify([ANSWER_VERSION, question.args, question.cwd])}`;

const folderOf = (state: string): string => join(state, 'answers');

function pathOf(state: string, invocation: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < invocation.length; i++) hash = Math.imul(hash ^ invocation.charCodeAt(i), 0x01000193);
  return join(folderOf(state), `${(hash >>> 0).toString(16).padStart(8, '0')}.json`);
}

/** The files that hold the records. A write-ahead log without a byte says nothing, and comes and goes with those who look. */
export function recordFilesIn(state: string): string[] {
  const [records, log] = [join(state, 'records.sqlite'), join(state, 'records.sqlite-wal')];
  return (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0 ? [records, log] : [records];
}

/** The answer to a question, and when it was written (ms since 1970); undefined when there is none. `state` is the state folder. */
export function readAnswer(state: string, invocation: string): { readonly answer: Answer; readonly writtenAt: number } | undefined {
  const found = readFile(pathOf(state, invocation));
  return found?.answer.invocation === invocation ? found : undefined;
}

/** Every answer that is kept. */
export function readAnswers(state: string): Answer[] {
  return namesIn(state).flatMap((name) => readFile(join(folderOf(state), name))?.answer ?? []);
}

/** Keeps an answer, whole or not at all; the oldest of too many go. */
export function writeAnswer(state: string, answer: Answer): void {
  mkdirSync(folderOf(state), { recursive: true });
  const path = pathOf(state, answer.invocation);
  const unfinished = `${path}.${process.pid}.tmp`;
  writeFileSync(unfinished, JSON.stringify(answer));
  renameSync(unfinished, path);
  const names = namesIn(state);
  if (names.length <= KEPT) return;
  const byAge = names.map((name) => join(folderOf(state), name)).toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEPT)) rmSync(old, { force: true });
}

function namesIn(state: string): string[] {
  try {
    return readdirSync(folderOf(state)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function readFile(path: string): { answer: Answer; writtenAt: number } | undefined {
  try {
    const writtenAt = statSync(path).mtimeMs;
    return { answer: JSON.parse(readFileSync(path, 'utf8')) as Answer, writtenAt };
  } catch {
    return undefined;
  }
}
