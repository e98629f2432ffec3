import { constants, existsSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isCapstanError, messageOf } from '../../kernel/index.ts';
import { type Diagnosis, examineMachine, findRootAbove, loadProject, stateFolderOf } from '../../platform/index.ts';
import { answers } from '../open-project.ts';
import { readCard } from '../server-card.ts';
import type { Session } from '../session.ts';

const GIGABYTE = 2 ** 30;

/** Checks this machine and this folder; every line is good, or says what mends it. Exit code 1 when something is bad. */
export async function doctor(session: Session): Promise<number> {
  const { terminal } = session;
  const root = findRootAbove(session.folder);
  const machine = [examineNode(), ...(await examineMachine()), await examineDisk(root ?? session.folder)];
  const project = root === undefined ? [noProject(session.folder)] : [await examineConfiguration(root), examineLockFile(root), await examineState(root), await examineServer(root)];
  const diagnoses = [...machine, ...project];
  terminal.json({ healthy: diagnoses.every((one) => one.state !== 'bad'), diagnoses });
  const marks = { ok: terminal.style.good('ok  '), warn: terminal.style.warn('warn'), bad: terminal.style.bad('bad ') };
  const width = Math.max(...diagnoses.map((one) => one.name.length));
  for (const one of diagnoses) {
    terminal.line(`${marks[one.state]}  ${one.name.padEnd(width)}  ${one.found}`);
    if (one.remedy !== undefined) terminal.line(terminal.style.dim(`      ${' '.repeat(width)}→ ${one.remedy}`));
  }
  return diagnoses.some((one) => one.state === 'bad') ? 1 : 0;
}

function examineNode(): Diagnosis {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // What is used of Node and came with 22.2 was brought back to 20, but not to 21.
  const fits = major > 22 || (major === 22 && minor >= 2) || (major === 20 && minor >= 19);
  return { name: 'Node', state: fits ? 'ok' : 'bad', found: process.version, ...(!fits && { remedy: 'install Node 20.19, 22.2 or newer' }) };
}

async function examineDisk(folder: string): Promise<Diagnosis> {
  const name = 'free disk space';
  try {
    const { bavail, bsize } = await statfs(folder);
    const free = (bavail * bsize) / GIGABYTE;
    const state = free < 0.2 ? 'bad' : free < 2 ? 'warn' : 'ok';
    return { name, state, found: `${free.toFixed(1)} GB`, ...(state !== 'ok' && { remedy: 'free some: stored bytes, logs and tables grow with data and traffic' }) };
  } catch (error) {
    return { name, state: 'warn', found: `unknown: ${messageOf(error)}`, remedy: 'look at the folder yourself' };
  }
}

const noProject = (folder: string): Diagnosis => ({
  name: 'project',
  state: 'warn',
  found: `none in ${folder} or above`,
  remedy: 'go to one, name one with --project DIR, or make one: capstan init DIR',
});

async function examineConfiguration(root: string): Promise<Diagnosis> {
  try {
    const { project, files } = await loadProject(root);
    return { name: 'configuration', state: 'ok', found: `${project.name}, ${files.length} files` };
  } catch (error) {
    return { name: 'configuration', state: 'bad', found: messageOf(error), remedy: isCapstanError(error) ? error.remedy : 'see the whole error: capstan status' };
  }
}

function examineLockFile(root: string): Diagnosis {
  for (let folder = root; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package-lock.json'))) return { name: 'lock file', state: 'ok', found: join(folder, 'package-lock.json') };
    if (folder === dirname(folder))
      return {
        name: 'lock file',
        state: 'warn',
        found: 'no package-lock.json here or above',
        remedy: 'npm install makes it: steps that import packages need it, so that their versions are known',
      };
  }
}

async function examineState(root: string): Promise<Diagnosis> {
  const state = stateFolderOf(root);
  const there = existsSync(state);
  try {
    await access(there ? state : root, constants.R_OK | constants.W_OK | constants.X_OK);
    return { name: 'state folder', state: 'ok', found: there ? state : `${state}, not made yet` };
  } catch (error) {
    return { name: 'state folder', state: 'bad', found: messageOf(error), remedy: `let this user write there: chown or chmod ${there ? state : root}` };
  }
}

async function examineServer(root: string): Promise<Diagnosis> {
  const name = 'server';
  const found = readCard(root);
  if (found === undefined) return { name, state: 'ok', found: 'none is up' };
  const { url, pid } = found.card;
  if (!found.alive)
    return { name, state: 'warn', found: `process ${pid} at ${url} ended without a word`, remedy: 'nothing is lost, and its lock ended with it; start again: capstan up' };
  if (await answers(url)) return { name, state: 'ok', found: `up at ${url}, process ${pid}` };
  return { name, state: 'bad', found: `process ${pid} does not answer at ${url}`, remedy: `look at its output; if it hangs: kill ${pid}, then capstan up` };
}
