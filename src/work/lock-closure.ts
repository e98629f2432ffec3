import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workErrors } from './work.errors.ts';

/** One installed package that a step's code can reach. */
export interface PackageIdentity {
  readonly name: string;
  readonly version: string;
  /** The lock file's checksum of the package; empty where there is none. */
  readonly integrity: string;
}

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** Reads which packages an import reaches, through package-lock.json. */
export interface LockReader {
  /** `folder` holds node_modules; `place` is the package in it, such as `node_modules/a/node_modules/b`. Never throws: see `finish`. */
  closure(folder: string, place: string): readonly PackageIdentity[];
  /** Files that were read or looked for. */
  readonly watched: ReadonlySet<string>;
  /** Throws WORK_LOCK_MISSING, WORK_LOCK_DISAGREES with everything found so far. */
  finish(): void;
}

/** Starts a reader; each lock file and package.json is read at most once. */
export function createLockReader(): LockReader {
  const watched = new Set<string>();
  const locks = new Map<string, Lock | string>();
  const installed = new Map<string, string | undefined>();
  const problems = new Map<string, Set<string>>();
  const missing = new Map<string, { reason: string; packages: Set<string> }>();

  const lockOf = (folder: string): Lock | string => {
    let lock = locks.get(folder);
    if (lock === undefined) {
      const path = join(folder, 'package-lock.json');
      watched.add(path);
      const read = readJson(path) as Partial<Lock> | undefined;
      lock = read === undefined ? 'none or unreadable' : read.packages ? { packages: read.packages } : 'an old form, lockfileVersion 1';
      locks.set(folder, lock);
    }
    return lock;
  };
  const installedVersion = (folder: string, place: string): string | undefined => {
    const path = join(folder, place, 'package.json');
    if (!installed.has(path)) {
      watched.add(path);
      const version = (readJson(path) as { version?: unknown } | undefined)?.version;
      installed.set(path, typeof version === 'string' ? version : undefined);
    }
    return installed.get(path);
  };
  const complain = (folder: string, problem: string): void => {
    const known = problems.get(folder) ?? new Set();
    problems.set(folder, known.add(problem));
  };

  const visit = (at: { folder: string; lock: Lock; found: Map<string, PackageIdentity> }, place: string): void => {
    if (at.found.has(place)) return;
    const locked = at.lock.packages[place];
    const version = installedVersion(at.folder, place);
    const name = nameOf(place);
    if (locked === undefined) return complain(at.folder, `${name} ${version ?? ''} is installed but not locked`);
    if (locked.link === true) return complain(at.folder, `${name} is linked, so its files are not locked, and it is reached through another package`);
    if (version === undefined && locked.optional === true) return;
    if (version === undefined) return complain(at.folder, `${name} ${locked.version ?? ''} is locked but not installed`);
    if (locked.version !== undefined && locked.version !== version) return complain(at.folder, `${name} is locked at ${locked.version} but ${version} is installed`);
    at.found.set(place, { name, version, integrity: locked.integrity ?? '' });
    for (const dependency of Object.keys({ ...locked.dependencies, ...locked.optionalDependencies, ...locked.peerDependencies })) {
      const next = placeOf(dependency, place, at.lock);
      if (next !== undefined) visit(at, next);
      else if (locked.dependencies?.[dependency] !== undefined && locked.optionalDependencies?.[dependency] === undefined)
        complain(at.folder, `${dependency}, which ${name} needs, is not locked`);
    }
  };

  return {
    watched,
    closure(folder, place) {
      const lock = lockOf(folder);
      if (typeof lock === 'string') {
        const known = missing.get(folder) ?? { reason: lock, packages: new Set() };
        known.packages.add(nameOf(place));
        missing.set(folder, known);
        return [];
      }
      const found = new Map<string, PackageIdentity>();
      visit({ folder, lock, found }, place);
      return [...found.values()].toSorted((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
    },
    finish() {
      for (const [folder, { reason, packages }] of missing) throw workErrors.LOCK_MISSING({ folder, reason, packages: [...packages].toSorted() });
      for (const [folder, found] of problems) throw workErrors.LOCK_DISAGREES({ folder, problems: [...found] });
    },
  };
}

/** Splits the path of an installed file into the folder that holds the outermost node_modules and the package's place in it. */
export function placeInNodeModules(path: string): { folder: string; place: string } | undefined {
  const match = /^(.*?)\/(node_modules\/.*)$/.exec(path.replaceAll('\\', '/'));
  if (match === null) return undefined;
  const place = /^(?:node_modules\/.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(match[2]!);
  return place === null ? undefined : { folder: match[1]!, place: place[0] };
}

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where Node finds a dependency of the package at `from`: the nearest node_modules upwards. */
function placeOf(dependency: string, from: string, lock: Lock): string | undefined {
  for (let base = from; ;) {
    const place = `${base === '' ? '' : `${base}/`}node_modules/${dependency}`;
    if (lock.packages[place] !== undefined) return place;
    if (base === '') return undefined;
    const up = base.lastIndexOf('/node_modules/');
    base = up < 0 ? '' : base.slice(0, up);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
