// Loaded first, by every command: it needs the file system alone, so that what has not changed is told at once.
import { fstatSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { readEnvironment, readVariables } from '../platform/environment.ts';
import { findRootAbove, stateFolderOf } from '../platform/places.ts';
import { identityOf, lookAgain, tryNoop } from '../work/noop.ts';
import { type Answer, invocationOf, readAnswer, recordFilesIn, writeAnswer } from './answer.ts';

/**
 * Answers `capstan run` when nothing has changed since the same words were last asked in the same folder: every step is in the cache, the gate has the same to say.
 * True when it did; in any doubt it says nothing, and the whole program runs.
 */
export function runFast(args: readonly string[]): boolean {
  if (!args.includes('run')) return false;
  const root = findRootAbove(resolve(projectOf(args)));
  if (root === undefined) return false;
  const answer = findAnswer(stateFolderOf(root), invocationOf({ args, cwd: process.cwd() }));
  if (answer === undefined) return false;
  print(isColoured() ? answer.coloured : answer.plain);
  process.exitCode = answer.exitCode;
  return true;
}

/** A guess of where the project is: an answer is found only if the whole program, asked the same, went there. */
function projectOf(args: readonly string[]): string {
  const at = args.findLastIndex((word) => word === '--project' || word.startsWith('--project='));
  const word = args[at];
  if (word === undefined) return '.';
  return word === '--project' ? (args[at + 1] ?? '.') : word.slice('--project='.length);
}

function findAnswer(folder: string, invocation: string): Answer | undefined {
  const found = readAnswer(folder, invocation);
  if (found === undefined) return undefined;
  const { answer, writtenAt } = found;
  if (!answer.stats.every(([path, identity]) => identityOf(path) === identity)) return undefined;
  if (recordFilesIn(folder).length !== answer.records.length) return undefined;
  const records = lookAgain(answer.records, writtenAt);
  const parts = lookAgain(answer.parts, writtenAt);
  if (records === undefined || parts === undefined) return undefined;
  const result = tryNoop({ folder, invocation, env: readVariables() });
  if (result === undefined || result.status !== 'done') return undefined;
  if (result.steps.length !== answer.steps.length || result.steps.some((step, i) => step.key !== answer.steps[i])) return undefined;
  if (records.compared || parts.compared) writeAnswer(folder, { ...answer, records: records.watched, parts: parts.watched });
  return answer;
}

function isColoured(): boolean {
  // Asking for the terminal loads much: a file or a pipe can be told from one without it.
  if (readEnvironment().plain || !fstatSync(1).isCharacterDevice()) return false;
  return process.stdout.isTTY === true;
}

function print(text: string): void {
  const bytes = Buffer.from(text);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch {
    // A full pipe that does not wait: the stream does.
    process.stdout.write(bytes.subarray(written));
  }
}
