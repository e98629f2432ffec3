import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { cliErrors } from '../cli.errors.ts';
import { makeInvoices } from '../make-invoices.ts';
import { ownDependency, PACKAGE_FOLDER } from '../own-package.ts';
import type { Session } from '../session.ts';

const TEMPLATE = join(PACKAGE_FOLDER, 'examples', 'late-invoices');
const COPIED = ['features.ts', 'rules.ts', 'README.md', 'tsconfig.json'];

/** Makes a small project that runs, with made-up data, in a folder that has nothing in it. Throws CLI_FOLDER_NOT_EMPTY. */
export async function init(session: Session, dir: string | undefined): Promise<void> {
  const folder = resolve(session.folder, dir ?? '.');
  const name = nameOf(folder);
  const before = await readdir(folder).catch(() => undefined);
  const files = (before ?? []).filter((file) => file !== '.git');
  if (files.length > 0) throw cliErrors.FOLDER_NOT_EMPTY({ folder, files: files.slice(0, 5) });

  const made = [...COPIED, 'capstan.config.ts', 'package.json', '.gitignore', '.npmrc', 'data/invoices.csv'];
  try {
    await mkdir(join(folder, 'data'), { recursive: true });
    for (const file of COPIED) await copyFile(join(TEMPLATE, file), join(folder, file));
    const write = (file: string, text: string): Promise<void> => writeFile(join(folder, file), text);
    await write('capstan.config.ts', (await readFile(join(TEMPLATE, 'capstan.config.ts'), 'utf8')).replace("name: 'late-invoices'", `name: '${name}'`));
    await write('package.json', packageOf(name, session.version));
    await write('.gitignore', 'node_modules/\n.capstan/\n');
    await write('.npmrc', '# The CPU runtime is inside the package: nothing more needs to be fetched when it is installed.\nonnxruntime-node-install=skip\n');
    await write('data/invoices.csv', makeInvoices());
  } catch (error) {
    for (const file of made) await rm(join(folder, file), { force: true });
    await rm(join(folder, 'data'), { recursive: true, force: true });
    if (before === undefined) await rm(folder, { recursive: true, force: true });
    throw error;
  }

  const { terminal } = session;
  terminal.json({ folder, name, files: made });
  terminal.line(`${terminal.style.bold(name)} is in ${folder}: will an invoice be paid late? (the invoices are made up)`);
  terminal.line();
  const way = relative(process.cwd(), folder);
  if (way !== '') terminal.line(`  cd ${way}`);
  terminal.line('  npm install');
  terminal.line('  npx capstan run --release   # data → model → gate → the first release');
  terminal.line('  npx capstan up              # serves it');
}

/** A name that a project may have: the folder's, in lower-case letters, digits and dashes. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return name === '' ? 'late-invoices' : name;
}

function packageOf(name: string, version: string): string {
  const content = {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    scripts: { train: 'capstan run', start: 'capstan up', check: 'capstan ci' },
    dependencies: { capstan: ownDependency(version) },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
