import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython } from './find-python.ts';
import { readPythonEnvironment } from './read-environment.ts';

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'capstan-python-'))));
afterEach(() => rm(root, { recursive: true }));

/** Any program will do: nothing starts it. */
async function install(path: string): Promise<string> {
  const program = join(root, path);
  await mkdir(dirname(program), { recursive: true });
  await symlink(process.execPath, program);
  return program;
}
async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text, { mode: 0o755 });
}
const find = (name: string, path = join(root, 'bin')): string => findPython({ step: 'train', name, root, path }).program;

describe('findPython', () => {
  it('takes a path as it is, else the one of the project, else the first on the PATH', async () => {
    const global = await install('bin/python3');
    expect(find('python3')).toBe(global);
    const own = await install('.venv/bin/python3');
    expect(find('python3')).toBe(own);
    expect(find('bin/python3')).toBe(global);
  });

  it('says what to install when there is none, and refuses scripts that stand for one', async () => {
    expect(() => find('python3')).toThrow(expect.objectContaining({ code: 'WORK_PYTHON_MISSING', remedy: expect.stringContaining('python3 -m venv .venv') as string }) as Error);
    await write('bin/python3', '#!/bin/sh\nexec /usr/bin/python3 "$@"\n');
    expect(() => find('python3')).toThrow(expect.objectContaining({ code: 'WORK_PYTHON_INDIRECT' }) as Error);
  });

  it('follows pyenv: the version of the nearest folder, else the global one, else what lies behind on the PATH', async () => {
    for (const version of ['3.9.1', '3.11.2', '3.11.10']) await install(`pyenv/versions/${version}/bin/python3`);
    await write('pyenv/shims/python3', '#!/bin/sh\nexit 1\n');
    const shims = join(root, 'pyenv/shims');
    const version = (text: string): string => join(root, 'pyenv/versions', text, 'bin/python3');
    await write('pyenv/version', '3.9.1\n');
    expect(find('python3', shims)).toBe(version('3.9.1'));
    await write('.python-version', '# newest\n3.8 3.11\n');
    expect(find('python3', shims)).toBe(version('3.11.10'));
    await write('.python-version', 'system\n');
    const behind = await install('bin/python3');
    expect(find('python3', `${shims}:${join(root, 'bin')}`)).toBe(behind);
    await write('.python-version', '3.13\n');
    expect(() => find('python3', shims)).toThrow(/was not found/);
    expect(findPython({ step: 's', name: 'python3', root, path: join(root, 'bin') }).looked).toEqual([join(root, '.venv/bin/python3')]);
  });
});

describe('readPythonEnvironment', () => {
  const site = (at: string): string => `${at}/lib/python3.11/site-packages`;

  it('tells the version and the distributions of a virtual environment from its files', async () => {
    const program = await install('.venv/bin/python3');
    await write('.venv/pyvenv.cfg', 'home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.7\n');
    for (const name of ['numpy-2.4.6.dist-info/RECORD', 'Scikit_Learn-1.9.1.dist-info/RECORD', 'old.tool-0.1-py3.11.egg-info/PKG-INFO', 'numpy/__init__.py'])
      await write(`${site('.venv')}/${name}`, '');
    const found = readPythonEnvironment(program, root);
    expect(found.version).toBe('3.11.7');
    expect(found.distributions).toEqual([
      { name: 'numpy', version: '2.4.6' },
      { name: 'old-tool', version: '0.1' },
      { name: 'scikit-learn', version: '1.9.1' },
    ]);
    expect(found.folders).toEqual([join(root, site('.venv'))]);
    expect(found.files).toContain(join(root, '.venv/pyvenv.cfg'));
  });

  it('reads the environment of the interpreter itself where there is no virtual one, the user’s before the system’s', async () => {
    const program = join(root, 'versions/3.11.2/bin/python3');
    await mkdir(dirname(program), { recursive: true });
    await copyFile('/bin/true', program);
    for (const name of ['numpy-2.4.6.dist-info/RECORD', 'onnx-1.18.0.dist-info/RECORD']) await write(`${site('versions/3.11.2')}/${name}`, '');
    await write(`${site('.local')}/numpy-2.5.0.dist-info/RECORD`, '');
    await write('versions/3.11.2/lib/libpython3.11.so.1.0', 'library');
    const found = readPythonEnvironment(program, root);
    expect(found.version).toBe('3.11.2');
    expect(found.distributions).toEqual([
      { name: 'numpy', version: '2.5.0' },
      { name: 'onnx', version: '1.18.0' },
    ]);
    expect(found.files).toContain(join(root, 'versions/3.11.2/lib/libpython3.11.so.1.0'));
  });
});
