import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An interpreter and what is installed for it, read from its files: Python is not started. */
export interface PythonEnvironment {
  /** `3.11.7`, or `3.11` where its files do not say more. */
  readonly version: string;
  /** Sorted by name; named as PyPI does, in lower case with dashes. */
  readonly distributions: readonly { readonly name: string; readonly version: string }[];
  /** Folders whose entries are the installed distributions. */
  readonly folders: readonly string[];
  /** Files that belong to the interpreter beside its program: its configuration, and its shared library where it has one. */
  readonly files: readonly string[];
}

/** Reads the environment of an interpreter; `home` is where distributions of the user lie. */
export function readPythonEnvironment(program: string, home: string | undefined): PythonEnvironment {
  const prefix = dirname(dirname(program));
  const base = dirname(dirname(realpathSync(program)));
  const configuration = join(prefix, 'pyvenv.cfg');
  const settings = readSettings(configuration);
  const library = join(base, 'lib');
  const minor = /python(3\.\d+)/.exec(namesIn(join(settings === undefined ? base : prefix, 'lib')).find((name) => /^python3\.\d+$/.test(name)) ?? '')?.[1];
  const own = minor === undefined || settings === undefined ? [] : [join(prefix, 'lib', `python${minor}`, 'site-packages')];
  const isOpen = settings === undefined || settings.get('include-system-site-packages') === 'true';
  const outer = isOpen && minor !== undefined ? outerFolders({ base, minor, home }) : [];
  const folders = [...new Set([...own, ...outer])];
  const found = new Map(folders.toReversed().flatMap(distributionsIn));
  return {
    version: versionOf({ settings, base, minor }),
    distributions: [...found].map(([name, version]) => ({ name, version })).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    folders,
    files: [configuration, ...namesIn(library).flatMap((name) => (/^libpython3.*\.(?:so|dylib)/.test(name) ? [join(library, name)] : []))],
  };
}

/** Where an interpreter outside of a virtual environment finds packages: its own folder, Debian's, the user's. */
const outerFolders = ({ base, minor, home }: { base: string; minor: string; home: string | undefined }): string[] => [
  ...(home === undefined ? [] : [join(home, '.local', 'lib', `python${minor}`, 'site-packages')]),
  join(base, 'lib', `python${minor}`, 'site-packages'),
  join('/usr/local/lib', `python${minor}`, 'dist-packages'),
  join(base, 'lib', 'python3', 'dist-packages'),
];

/** `venv` writes `version = 3.11.7`, others `version_info = 3.11.7.final.0`; pyenv names the folder so. */
function versionOf(about: { settings: ReadonlyMap<string, string> | undefined; base: string; minor: string | undefined }): string {
  const told = about.settings?.get('version') ?? about.settings?.get('version_info') ?? /\/versions\/([^/]+)$/.exec(about.base)?.[1] ?? '';
  return /^\d+\.\d+(?:\.\d+)?/.exec(told)?.[0] ?? about.minor ?? 'unknown';
}

/** The names of folders such as `scikit_learn-1.9.1.dist-info` say what is installed. */
const distributionsIn = (folder: string): [name: string, version: string][] =>
  namesIn(folder).flatMap((entry) => {
    const match = /^(.+?)-([^-]+?)(?:-py3[\d.]*)?\.(?:dist-info|egg-info)$/.exec(entry);
    return match === null ? [] : [[match[1]!.toLowerCase().replaceAll(/[-_.]+/g, '-'), match[2]!] as [string, string]];
  });

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function readSettings(path: string): ReadonlyMap<string, string> | undefined {
  if (!existsSync(path)) return undefined;
  return new Map(
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => [line.split('=')[0]!.trim(), line.slice(line.indexOf('=') + 1).trim()]),
  );
}
