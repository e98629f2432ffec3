import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { findProjectRoot } from '../../platform/index.ts';
import { checkAll } from '../ci/check-all.ts';
import { openOwnDoor } from '../open-door.ts';
import { showReport } from '../ci/show-report.ts';
import { writeJunit } from '../ci/write-junit.ts';
import { writeMarkdown } from '../ci/write-markdown.ts';
import type { Session } from '../session.ts';

export interface CiOptions {
  readonly since?: string;
  readonly until?: string;
  readonly keep?: boolean;
  readonly junit?: string;
  readonly markdown?: string;
}

/** Checks the whole project, and says so in the terminal, as JUnit and as Markdown. Exit code 1 when something failed. */
export async function ci(session: Session, options: CiOptions): Promise<number> {
  const { terminal } = session;
  const { junit, markdown, ...rest } = options;
  const report = await checkAll(findProjectRoot(session.folder), {
    ...rest,
    signal: session.signal,
    openDoor: openOwnDoor(session),
    onProgress: (text) => terminal.progress(text),
  });
  terminal.progress(null);
  showReport(terminal, report);
  if (junit !== undefined) await write(junit, writeJunit(report));
  if (markdown !== undefined) await write(markdown, writeMarkdown(report));
  terminal.json(report);
  return report.passed ? 0 : 1;
}

async function write(file: string, text: string): Promise<void> {
  const path = resolve(file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
