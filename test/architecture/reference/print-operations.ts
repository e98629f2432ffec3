import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TSchema } from '../../../src/kernel/index.ts';
import { loadProject, openPlatform } from '../../../src/platform/index.ts';
import { REPOSITORY } from '../source.ts';
import { describeType } from './describe-type.ts';
import { code, heading, printTable } from './print-table.ts';

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

/** The reference of operations: what HTTP, the command line and the client can ask for. */
export async function printOperations(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'capstan-reference-'));
  await cp(join(REPOSITORY, 'examples/late-invoices'), folder, { recursive: true });
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data/invoices.csv'), '');
  const platform = await openPlatform(await loadProject(folder));
  try {
    const operations = [...platform.operations.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const parts = operations.map((operation) => {
      const path = `/v1/${operation.name.replaceAll('.', '/')}`;
      const { properties = {}, required = [] } = operation.input as ObjectSchema;
      const rows = Object.entries(properties).map(([name, schema]) => [
        code(name),
        describeType(schema),
        required.includes(name) ? 'yes' : '',
        (schema as { description?: string }).description ?? '',
      ]);
      const ways = `\`POST ${path}\`${operation.permission === 'read' ? `, \`GET ${path}\`` : ''}`;
      return `## ${operation.name}\n\n${operation.summary} Permission: ${operation.permission}. ${ways}\n${rows.length === 0 ? '' : `\n${printTable(['input', 'type', 'needed', ''], rows)}\n`}`;
    });
    return `${heading('Operations', 'What Capstan can do, as values: HTTP routes, commands and the client’s `call(name, input)` come from them. `GET /v1/openapi.json` of a running server has the whole schemas. Beside them, because every microsecond counts: `POST /v1/predict` and `POST /v1/feedback`.')}\n${parts.join('\n')}`;
  } finally {
    await platform.close();
    await rm(folder, { recursive: true });
  }
}
