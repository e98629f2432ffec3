import { resolve } from 'node:path';
import { invoke } from '../open-project.ts';
import { readInstant } from '../read-instant.ts';
import type { Session } from '../session.ts';
import { formatCount } from '../terminal.ts';
import { writeFileHere } from '../write-file-here.ts';

/** Writes the report of a stretch of windows into a file here, wherever the server is. */
export async function monitorReport(session: Session, options: { readonly out: string; readonly from?: string; readonly to?: string; readonly limit?: number }): Promise<void> {
  const { terminal } = session;
  const { from, to, limit } = options;
  const { html, windows } = await invoke(session, 'monitor.report', {
    ...(from !== undefined && { from: readInstant('--from', from) }),
    ...(to !== undefined && { to: readInstant('--to', to) }),
    ...(limit !== undefined && { limit }),
  });
  const path = resolve(options.out);
  writeFileHere(options.out, html);
  terminal.line(`${path}: ${windows} windows, ${formatCount(Math.ceil(Buffer.byteLength(html) / 1000))} kB`);
  terminal.json({ path, windows, bytes: Buffer.byteLength(html) });
}
