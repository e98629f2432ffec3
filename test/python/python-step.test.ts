import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeWorkProject, statusesOf, type WorkProject } from '../fixtures/work-project.ts';
import { commandStep, type Pipeline } from '../../src/work/index.ts';

let project: WorkProject;
afterEach(() => project.close());

/** An interpreter that is no script of pyenv's, whatever this machine has on its PATH. */
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.base_exec_prefix + "/bin/python3")'], { encoding: 'utf8' }).trim();

const SCRIPT = `import sys
from lib.rates import RATE
out = sys.argv[1]
with open('scratch.txt', 'w') as f:
    f.write('mine')
open('scratch.txt').read()
try:
    extra = open('settings.json').read()
except FileNotFoundError:
    extra = ''
with open(out, 'w') as f:
    f.write(f'{RATE} {extra}')
`;

const train = (changes: Partial<Parameters<typeof commandStep>[1]> = {}): Pipeline => ({
  name: 'python',
  steps: [commandStep('train', { command: ['python3', 'train.py', '{outputs.model}'], files: ['lib/**', 'requirements.txt'], outputs: ['model'], ...changes })],
});
const whyOf = (result: Awaited<ReturnType<WorkProject['run']>>): readonly string[] => result.steps[0]!.why;

/** A project whose environment is made by hand: what it holds is told by the names of folders. */
async function open(files: Readonly<Record<string, string>> = {}): Promise<WorkProject> {
  const made = await makeWorkProject({
    'train.py': SCRIPT,
    'lib/__init__.py': '',
    'lib/rates.py': 'RATE = 1\n',
    'requirements.txt': 'numpy==2.4.6\n',
    '.venv/pyvenv.cfg': `home = ${join(PYTHON, '..')}\nversion = 3.11.7\n`,
    ...files,
  });
  await mkdir(join(made.root, '.venv/bin'));
  await symlink(PYTHON, join(made.root, '.venv/bin/python3'));
  await mkdir(join(made.root, SITE, 'numpy-2.4.6.dist-info'), { recursive: true });
  return made;
}
const MINOR = execFileSync(PYTHON, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' }).trim();
const SITE = `.venv/lib/python${MINOR}/site-packages`;

describe('a Python command', () => {
  it('runs in the environment of the project, and is cached by its files, packages and interpreter', async () => {
    project = await open();
    const first = await project.run(train());
    expect(first.error).toBeUndefined();
    expect(await project.read(first, 'train', 'model')).toBe('1 ');
    expect(first.steps[0]!.undeclared).toBeUndefined();
    // Its modules have been compiled beside their sources by now, which is no change.
    expect(statusesOf(await project.run(train()))).toBe('train cached');

    await project.write({ 'lib/rates.py': 'RATE = 22\n' });
    expect(whyOf(await project.run(train()))).toEqual(['file lib/rates.py changed']);
    await project.write({ 'requirements.txt': 'numpy==2.5.0\n' });
    expect(whyOf(await project.run(train()))).toEqual(['file requirements.txt changed']);
    await rm(join(project.root, SITE, 'numpy-2.4.6.dist-info'), { recursive: true });
    await mkdir(join(project.root, SITE, 'Scikit_Learn-1.9.1.dist-info'));
    expect(whyOf(await project.run(train()))).toEqual(['package numpy: 2.4.6 → absent', 'package scikit-learn: absent → 1.9.1']);
    await project.write({ '.venv/pyvenv.cfg': `home = ${join(PYTHON, '..')}\nversion_info = 3.12.1.final.0\n` });
    expect(whyOf(await project.run(train())).join('; ')).toMatch(/^python: 3\.11\.7 → 3\.12\.1; python files: \w+ → \w+$/);
    expect(statusesOf(await project.run(train()))).toBe('train cached');
  });

  it('names the files that it read without declaring them, and runs again when they change', async () => {
    project = await open({ 'settings.json': '{}' });
    const first = await project.run(train());
    expect(first.steps[0]).toMatchObject({ status: 'ran', undeclared: ['settings.json'] });
    expect((await project.run(train())).steps[0]).toMatchObject({ status: 'cached', undeclared: ['settings.json'] });
    await project.write({ 'settings.json': '{"a":1}' });
    expect(whyOf(await project.run(train()))).toEqual(['file settings.json changed, which is not declared']);
    const declared = await project.run(train({ files: ['lib/**', 'requirements.txt', 'settings.json'] }));
    expect(declared.steps[0]!.undeclared).toBeUndefined();
  });

  it('tells a module that was loaded in its compiled form', async () => {
    project = await open();
    const undeclared = ['lib/__init__.py', 'lib/rates.py'];
    for (let run = 0; run < 2; run++) {
      const result = await project.run(train({ files: [], env: [`RUN_${run}`] }));
      expect(result.steps[0]).toMatchObject({ status: 'ran', undeclared });
    }
  });

  it('is stopped by what it does not declare when the step asks for that, also when it is in the cache', async () => {
    project = await open({ 'settings.json': '{}' });
    await project.run(train());
    const stopped = await project.run(train({ undeclaredReads: 'stop' }));
    expect(stopped.error).toMatchObject({ code: 'WORK_READS_UNDECLARED', message: expect.stringContaining('settings.json') as string });
  });

  it('loads the sitecustomize that its environment has', async () => {
    project = await open();
    await writeFile(join(project.root, SITE, 'sitecustomize.py'), "import builtins\nbuiltins.GREETING = 'hello'\n");
    await project.write({ 'train.py': "import sys\nopen(sys.argv[1], 'w').write(GREETING)\n" });
    expect(await project.read(await project.run(train()), 'train', 'model')).toBe('hello');
  });
});
