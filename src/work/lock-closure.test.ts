import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLockReader, placeInNodeModules } from './lock-closure.ts';

let root: string;
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'capstan-lock-'))));
afterEach(() => rm(root, { recursive: true }));

type Package = { version?: string; link?: boolean; optional?: boolean; dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };

async function install(packages: Record<string, Package>, installed: Record<string, string> = {}): Promise<void> {
  const locked = Object.fromEntries(Object.entries(packages).map(([place, about]) => [place, { integrity: `sha-${place}@${about.version}`, ...about }]));
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: locked }));
  const versions = { ...Object.fromEntries(Object.entries(packages).map(([place, { version }]) => [place, version])), ...installed };
  for (const [place, version] of Object.entries(versions)) {
    if (version === undefined || version === '') continue;
    await mkdir(join(root, place), { recursive: true });
    await writeFile(join(root, place, 'package.json'), JSON.stringify({ version }));
  }
}

const closure = (place: string): string[] => {
  const reader = createLockReader();
  const found = reader.closure(root, place).map((p) => `${p.name}@${p.version}`);
  reader.finish();
  return found;
};

it('takes what a package reaches, the nearest of each name, and nothing else', async () => {
  await install({
    'node_modules/a': { version: '1.0.0', dependencies: { b: '^1', c: '^1' } },
    'node_modules/a/node_modules/b': { version: '1.9.0', dependencies: { c: '^1' } },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/c': { version: '1.1.0', dependencies: { a: '*' } },
    'node_modules/unrelated': { version: '1.0.0' },
  });
  expect(closure('node_modules/a')).toEqual(['a@1.0.0', 'b@1.9.0', 'c@1.1.0']);
  expect(closure('node_modules/b')).toEqual(['b@2.0.0']);
});

it('names everything in which the lock file and what is installed disagree', async () => {
  await install(
    {
      'node_modules/a': { version: '1.0.0', dependencies: { b: '*', c: '*', d: '*', gone: '*' }, optionalDependencies: { o: '*' } },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '1.0.0' },
      'node_modules/d': { link: true },
      'node_modules/o': { version: '1.0.0', optional: true },
    },
    { 'node_modules/b': '1.0.1', 'node_modules/c': '', 'node_modules/o': '' },
  );
  expect(() => closure('node_modules/a')).toThrowError(
    expect.objectContaining({
      code: 'WORK_LOCK_DISAGREES',
      facts: {
        folder: root,
        problems: [
          'b is locked at 1.0.0 but 1.0.1 is installed',
          'c 1.0.0 is locked but not installed',
          'd is linked, so its files are not locked, and it is reached through another package',
          'gone, which a needs, is not locked',
        ],
      },
    }),
  );
});

it('refuses to guess without a usable lock file', async () => {
  expect(() => closure('node_modules/a')).toThrowError(expect.objectContaining({ code: 'WORK_LOCK_MISSING' }));
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ lockfileVersion: 1, dependencies: {} }));
  expect(() => closure('node_modules/a')).toThrowError('an old form, lockfileVersion 1');
});

it.each([
  ['/p/node_modules/a/lib/x.js', '/p', 'node_modules/a'],
  ['/p/node_modules/@s/a/x.js', '/p', 'node_modules/@s/a'],
  ['/p/node_modules/a/node_modules/@s/b/dist/x.js', '/p', 'node_modules/a/node_modules/@s/b'],
])('finds the package of %s', (path, folder, place) => {
  expect(placeInNodeModules(path)).toEqual({ folder, place });
});
