import { closeSync, existsSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { findExecutable } from '../run-command.ts';
import { workErrors } from '../work.errors.ts';

/** True for `python`, `python3`, `.venv/bin/python3.11`: programs of which more can be told than their bytes. */
export const isPython = (program: string): boolean => /^python[\d.]*$/.test(basename(program));

/** Where a command looks for Python. */
export interface PythonQuestion {
  readonly step: string;
  /** As the command names it. */
  readonly name: string;
  /** The project's folder. */
  readonly root: string;
  readonly path: string;
}

/**
 * The interpreter that a command means: with a slash a path, else that of the project's `.venv` when there is one, else the first on the PATH; what pyenv puts
 * on the PATH is followed to the interpreter that it would choose. `looked` are the files that decided. Throws WORK_PYTHON_MISSING, WORK_PYTHON_INDIRECT.
 */
export function findPython({ step, name, root, path }: PythonQuestion): { readonly program: string; readonly looked: readonly string[] } {
  const own = join('.venv', 'bin', name);
  const looked = name.includes('/') ? [] : [join(root, own)];
  const found = looked.some((file) => existsSync(file)) ? join(root, own) : findExecutable(name, { folder: root, path });
  const chosen = found !== undefined && isShim(found) ? chooseByPyenv({ name, root, path, shims: dirname(found) }, looked) : found;
  if (chosen === undefined) throw workErrors.PYTHON_MISSING({ step, program: name });
  if (isScript(chosen)) throw workErrors.PYTHON_INDIRECT({ step, program: chosen });
  return { program: chosen, looked };
}

/** pyenv's own layout: small scripts in `shims`, interpreters in `versions` beside it. */
const isShim = (program: string): boolean => basename(dirname(program)) === 'shims' && existsSync(join(dirname(program), '../versions'));

/** The rule of pyenv: `.python-version` of the project or of a folder above it, else the global one; several versions are tried in order. */
function chooseByPyenv(about: { name: string; root: string; path: string; shims: string }, looked: string[]): string | undefined {
  const { name, root, path, shims } = about;
  const pyenv = dirname(shims);
  const files = [...foldersAbove(root).map((folder) => join(folder, '.python-version')), join(pyenv, 'version')];
  const deciding = files.findIndex((file) => existsSync(file));
  looked.push(...files.slice(0, deciding < 0 ? files.length : deciding + 1));
  const wanted = deciding < 0 ? ['system'] : readFileSync(files[deciding]!, 'utf8').replaceAll(/#.*/g, '').split(/\s+/).filter(Boolean);
  const others = path.split(':').filter((folder) => folder !== shims);
  for (const version of wanted) {
    const program =
      version === 'system'
        ? findExecutable(name, { folder: root, path: others.join(':') })
        : versionsOf(join(pyenv, 'versions'), version)
            .map((each) => join(pyenv, 'versions', each, 'bin', name))
            .find((file) => existsSync(file));
    if (program !== undefined) return program;
  }
  return undefined;
}

const foldersAbove = (folder: string): string[] => (dirname(folder) === folder ? [folder] : [folder, ...foldersAbove(dirname(folder))]);

/** `3.11` means the newest 3.11.x, as pyenv has it. */
const versionsOf = (folder: string, version: string): string[] =>
  readdirSync(folder)
    .filter((each) => each === version || each.startsWith(`${version}.`))
    .toSorted((a, b) => Number(b === version) - Number(a === version) || b.localeCompare(a, 'en', { numeric: true }));

function isScript(program: string): boolean {
  const start = Buffer.alloc(2);
  const file = openSync(program, 'r');
  try {
    readSync(file, start);
  } finally {
    closeSync(file);
  }
  return start.toString() === '#!';
}
