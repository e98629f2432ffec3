import { existsSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, normalize, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Contract, type Features, requestContract } from '../data/index.ts';
import { digestOfBytes, messageOf } from '../kernel/index.ts';
import { answerAlone, type Rules } from '../release/index.ts';
import { taskOf } from '../scope/index.ts';
import { type ConfigurationProblem, platformErrors } from './platform.errors.ts';
import { projectReader } from './project-schema.ts';
import type { Project } from './project.ts';
import { locateMember } from './locate-member.ts';
import { checkProject } from './check-project.ts';
import { CONFIG_FILE, findRootAbove, stateFolderOf } from './places.ts';

/** This package's definitions, in the form that compiled configurations import. */
const SDK = new URL('../sdk/index.js', import.meta.url).href.replace('/src/', '/dist/');

/** A project that was read, compiled and found valid. */
export interface LoadedProject {
  readonly root: string;
  readonly project: Project;
  readonly features: Features;
  /** Those of the project; where it has none, its answers are the scores alone. */
  readonly rules: Rules;
  /** The contract of a request: the raw inputs of the features. */
  readonly inputContract: Contract;
  /** Files the configuration was made from, absolute. */
  readonly files: readonly string[];
}

/** A file as it was when the configuration was compiled. */
interface Stamp {
  readonly path: string;
  readonly size: number;
  readonly changed: number;
}

interface Compiled {
  readonly code: string;
  readonly files: readonly Stamp[];
}

/** The folder of the nearest `capstan.config.ts`, looking upwards from `start`. Throws PROJECT_NOT_FOUND. */
export function findProjectRoot(start: string): string {
  const root = findRootAbove(start);
  if (root === undefined) throw platformErrors.NOT_FOUND({ folder: resolve(start) });
  return root;
}

/**
 * Reads a project: compiles its configuration and feature file (again only when one of their files has changed),
 * and checks everything that can be checked without data. Throws PROJECT_INVALID with all problems, by file and line.
 */
export async function loadProject(root: string): Promise<LoadedProject> {
  const cache = join(stateFolderOf(root), 'config');
  const compiled = (await readFresh(cache)) ?? (await compile(root, cache));
  const module = await importConfiguration(root, compiled);
  const source = await readFile(join(root, CONFIG_FILE), 'utf8');
  const problems: ConfigurationProblem[] = projectReader.problems(module.project).map((problem) => ({
    file: CONFIG_FILE,
    line: locateMember(source, problem.path),
    message: `${problem.path.slice(1).replaceAll('/', '.') || 'the project'} ${problem.message}`,
  }));
  if (problems.length === 0) {
    for (const problem of checkProject(root, module.project, module.features))
      problems.push({ file: normalize(problem.file ?? CONFIG_FILE), line: problem.file ? null : locateMember(source, problem.path), message: problem.message });
  }
  if (problems.length > 0) throw platformErrors.INVALID({ problems });
  return {
    root,
    project: module.project,
    rules: module.project.rules ?? answerAlone(taskOf(module.project.scope)),
    features: module.features,
    inputContract: requestContract(module.features.input, module.project.data[module.project.train.dataset]?.contract),
    files: compiled.files.map((file) => file.path),
  };
}

async function readFresh(cache: string): Promise<Compiled | undefined> {
  try {
    const compiled = JSON.parse(await readFile(join(cache, 'compiled.json'), 'utf8')) as Compiled;
    const fresh = compiled.files.every((file) => {
      const now = statSync(file.path, { throwIfNoEntry: false });
      return now !== undefined && now.size === file.size && now.mtimeMs === file.changed;
    });
    return fresh && existsSync(fileURLToPath(compiled.code)) ? compiled : undefined;
  } catch {
    return undefined;
  }
}

async function compile(root: string, cache: string): Promise<Compiled> {
  const { build } = await import('esbuild');
  const features = await featureFileOf(root);
  const entry = [`export { default as project } from './${CONFIG_FILE}';`, features && `export { default as features } from ${JSON.stringify(features)};`];
  try {
    const result = await build({
      stdin: { contents: entry.filter(Boolean).join('\n'), resolveDir: root, sourcefile: 'project.js', loader: 'js' },
      absWorkingDir: root,
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      write: false,
      metafile: true,
      packages: 'external',
      logLevel: 'silent',
      plugins: [{ name: 'sdk', setup: (b) => b.onResolve({ filter: /^capstan$/ }, () => ({ path: SDK, external: true })) }],
    });
    const text = result.outputFiles[0]!.text;
    await mkdir(cache, { recursive: true });
    const path = join(cache, `${digestOfBytes(text).slice(7, 23)}.mjs`);
    await writeWhole(path, text);
    const files = Object.keys(result.metafile.inputs)
      .filter((input) => input !== 'project.js')
      .map((input) => {
        const file = join(root, input);
        const stat = statSync(file);
        return { path: file, size: stat.size, changed: stat.mtimeMs };
      });
    const compiled: Compiled = { code: pathToFileURL(path).href, files };
    // Without its feature file the project is looked at anew each time: the file may come while the configuration stays.
    if (features !== undefined) await writeWhole(join(cache, 'compiled.json'), JSON.stringify(compiled));
    return compiled;
  } catch (error) {
    throw platformErrors.INVALID({ problems: buildProblems(error) }, { cause: error });
  }
}

/** The feature file's name must be known before the configuration can be run; it is read from its text. */
async function featureFileOf(root: string): Promise<string | undefined> {
  const source = await readFile(join(root, CONFIG_FILE), 'utf8');
  const match = /\bfeatures\s*:\s*(['"`])(.+?)\1/.exec(source);
  const file = match?.[2];
  return file && existsSync(join(root, file)) ? `./${relative(root, join(root, file))}` : undefined;
}

async function importConfiguration(root: string, compiled: Compiled): Promise<{ project: Project; features: Features }> {
  try {
    const module = (await import(compiled.code)) as { project?: Project; features?: Features };
    if (module.features === undefined) {
      const message = "features must name a file beside the configuration, such as './features.ts', whose default export is made with defineFeatures";
      throw platformErrors.INVALID({ problems: [{ file: CONFIG_FILE, line: locateMember(await readFile(join(root, CONFIG_FILE), 'utf8'), '/features'), message }] });
    }
    return { project: module.project as Project, features: module.features };
  } catch (error) {
    if (error instanceof Error && error.name === 'CapstanError') throw error;
    throw platformErrors.INVALID(
      { problems: [{ file: relative(root, compiled.files[0]?.path ?? CONFIG_FILE), line: null, message: `throws when it is loaded: ${messageOf(error)}` }] },
      { cause: error },
    );
  }
}

function buildProblems(error: unknown): ConfigurationProblem[] {
  const errors = (error as { errors?: readonly { text: string; location: { file: string; line: number } | null }[] }).errors;
  if (!errors) return [{ file: CONFIG_FILE, line: null, message: messageOf(error) }];
  return errors.map((e) => ({ file: e.location?.file ?? CONFIG_FILE, line: e.location?.line ?? null, message: e.text }));
}

async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.${process.pid}`, text);
  await rename(`${path}.${process.pid}`, path);
}
