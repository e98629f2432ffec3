import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { compiledFile, ROOT } from './places.ts';

/** What running a process to its end took. */
export interface Took {
  readonly wall: number;
  /** CPU milliseconds of all its threads. */
  readonly cpu: number;
}

/** Runs `node <words>` to its end. Throws when it fails, with what it said. */
export async function runNode(words: readonly string[], options: { cwd?: string } = {}): Promise<Took> {
  const start = performance.now();
  const child = spawn(process.execPath, ['-r', join(ROOT, 'bench', 'report-cpu.cjs'), ...words], { cwd: options.cwd ?? ROOT, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  const said = ['', ''];
  child.stdio[2]!.on('data', (text) => (said[0] += String(text)));
  child.stdio[3]!.on('data', (text) => (said[1] += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  const wall = performance.now() - start;
  if (code !== 0) throw new Error(`node ${words.join(' ')} ended with ${code}: ${said[0]}`);
  return { wall, cpu: Number(said[1]) };
}

/** A process of a compiled benchmark file that answers messages: one answer a question, in order. */
export interface Helper {
  ask<T>(question: unknown): Promise<T>;
  /** Ends it. */
  end(): Promise<void>;
}

/** Starts `name` of this folder with `about`; it is ready when it has sent its first message, which is given back. */
export async function startHelper<T>(name: string, about: unknown): Promise<Helper & { readonly ready: T }> {
  const child = fork(compiledFile(name), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.send(about as object);
  const ready = await nextMessage<T>(name, child);
  return {
    ready,
    ask(question) {
      const answer = nextMessage<never>(name, child);
      child.send(question as object);
      return answer;
    },
    async end() {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

function nextMessage<T>(name: string, child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onMessage = (message: unknown): void => {
      child.off('exit', onExit);
      resolve(message as T);
    };
    const onExit = (code: number | null): void => {
      child.off('message', onMessage);
      reject(new Error(`${name} ended with ${code} before it answered`));
    };
    child.once('message', onMessage).once('exit', onExit);
  });
}

/** In a helper: what it was started with. */
export const givenAbout = async <T>(): Promise<T> => ((await once(process, 'message')) as [T])[0];

/** In a helper: says that it is ready, answers questions, and cleans up when its starter is gone or has enough. */
export function answerQuestions<Q>(ready: unknown, answer: (question: Q) => unknown, end: () => unknown = () => undefined): void {
  process.on('message', (question: Q) => void Promise.resolve(answer(question)).then((found) => process.send!(found ?? null)));
  process.on('disconnect', () => void Promise.resolve(end()).then(() => process.exit(0)));
  process.send!(ready);
}
