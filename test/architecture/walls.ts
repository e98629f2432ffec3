import type { Room } from './rooms.ts';
import { importsOf, isTest, roomOf, type SourceFile, withoutComments } from './source.ts';

/** Every wall takes the files and gives what is wrong, one sentence each, with the way out. */
export type Wall = (files: readonly SourceFile[], rooms: readonly Room[]) => string[];

const inSource = (files: readonly SourceFile[]): SourceFile[] => files.filter((file) => /^src\/.*\.tsx?$/.test(file.path));
const inProduct = (files: readonly SourceFile[]): SourceFile[] => inSource(files).filter((file) => !isTest(file.path));

/** Every file of `src/` lies in a known room, and every known room is there. */
export const knownRooms: Wall = (files, rooms) => {
  const names = new Set(rooms.map((room) => room.name));
  const present = new Set(inSource(files).map((file) => roomOf(file.path)));
  return [
    ...inSource(files)
      .filter((file) => !names.has(roomOf(file.path) ?? ''))
      .map((file) => `${file.path} is in no known room: move it into one of ${[...names].join(', ')}`),
    ...rooms.filter((room) => !present.has(room.name)).map((room) => `the room ${room.name} is in the table but not in src/`),
  ];
};

/** Beside its `index.ts` a room may have doors that open nothing: files of this name, and who may enter there; every room that may know the room where nobody is named. */
const LIGHT_DOORS: readonly { readonly file: RegExp; readonly readers?: readonly string[] }[] = [
  // What users write.
  { file: /^src\/\w+\/definition\.ts$/, readers: ['sdk', 'platform'] },
  // What the room can do, and all that rooms can do.
  { file: /^src\/(\w+)\/\1\.operations\.ts$/, readers: ['platform'] },
  { file: /^src\/platform\/operations\.ts$/, readers: ['cli'] },
  // What operations of other rooms answer of it.
  { file: /^src\/\w+\/schemas\.ts$/ },
];

/** Files that load nothing but the file system: the command line asks them, past their room's door, before it loads anything else. */
const LIGHT_FILES: readonly string[] = ['src/work/noop.ts', 'src/platform/environment.ts', 'src/platform/places.ts'];

/** A room imports only the rooms that its line of the table names, and only through their `index.ts`. */
export const roomWalls: Wall = (files, rooms) =>
  inSource(files)
    .flatMap(importsOf)
    .flatMap((found) => {
      const from = rooms.find((room) => room.name === roomOf(found.from));
      if (from === undefined || found.target === undefined) return [];
      const to = roomOf(found.target);
      if (to === from.name) return [];
      if (to === undefined) return isTest(found.from) ? [] : [`${found.from} imports ${found.specifier}, which is outside src/`];
      const isLightDoor = LIGHT_DOORS.some((door) => door.file.test(found.target!) && (door.readers?.includes(from.name) ?? true));
      if (isLightDoor) return from.mayImport.includes(to) ? [] : [`${found.from} imports ${to}, which ${from.name} may not`];
      if (from.name === 'cli' && LIGHT_FILES.includes(found.target)) return [];
      if (found.target !== `src/${to}/index.ts`) return [`${found.from} imports ${found.specifier}: enter ${to} through its index.ts`];
      if (from.mayImport.includes(to) || isTest(found.from)) return [];
      return [`${found.from} imports ${to}: ${from.name} may import only ${from.mayImport.join(', ') || 'nothing'}`];
    });

/** The page, the examples and the benchmarks know the product through its doors. */
export const outsideWalls: Wall = (files) =>
  files
    .filter((file) => /^(?:ui|examples)\/.*\.tsx?$/.test(file.path))
    .flatMap(importsOf)
    .filter((found) => found.target?.startsWith('src/') === true && !found.target.startsWith('src/sdk/'))
    .map((found) => `${found.from} imports ${found.specifier}: only the sdk is open to it`);

/** What users import to write a project, and what the command line offers, opens no file and no socket and loads nothing heavy, whatever it leads to. */
export const lightDoors: Wall = (files) => {
  const byPath = new Map(inSource(files).map((file) => [file.path, file]));
  const problems: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (seen.has(path) || path.startsWith('src/kernel/')) return;
    seen.add(path);
    const file = byPath.get(path);
    for (const found of file === undefined ? [] : importsOf(file)) {
      if (found.kind !== 'value') continue;
      const way = [...trail, path].join(' → ');
      if (found.target?.startsWith('src/store/') === true || /^node:(?:fs|net|http|child_process|worker_threads)|^(?:kysely|fastify|commander)$/.test(found.specifier))
        problems.push(`${found.specifier} is reached through ${way}: keep definitions and operations apart from what does the work`);
      else if (found.target !== undefined) visit(found.target, [...trail, path]);
    }
  };
  visit('src/sdk/index.ts', []);
  visit('src/platform/operations.ts', []);
  return problems;
};

/** What the command line loads before it knows whether it must load more is the file system alone. */
export const lightStart: Wall = (files) => {
  const byPath = new Map(inSource(files).map((file) => [file.path, file]));
  const problems: string[] = [];
  const seen = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    if (seen.has(path)) return;
    seen.add(path);
    const file = byPath.get(path);
    for (const found of file === undefined ? [] : importsOf(file)) {
      if (found.kind !== 'value') continue;
      if (found.target !== undefined) visit(found.target, [...trail, path]);
      else if (!/^node:(?:fs|path|url)$/.test(found.specifier))
        problems.push(`the command line loads ${found.specifier} at start, through ${[...trail, path].join(' → ')}: load it with import() when it is used`);
    }
  };
  for (const path of ['src/cli/main.ts', ...LIGHT_FILES]) visit(path, []);
  return problems;
};

/** No circle of imports that remain at run time. */
export const noCycles: Wall = (files) => {
  const edges = new Map<string, string[]>();
  for (const file of inSource(files))
    edges.set(
      file.path,
      importsOf(file)
        .filter((found) => found.kind === 'value')
        .flatMap((found) => found.target ?? []),
    );
  const state = new Map<string, 'open' | 'done'>();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      problems.push(`a circle of imports: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      return;
    }
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) visit(path, []);
  return problems;
};

/** Using a part of the store; handing it on to a store file is no use. */
const TOUCHES =
  /\b(?:db\.(?:tables|transaction|kysely|lock|capabilities)|blobs\.(?:put|putStream|putFile|adoptFile|get|open|verify|pathOf|has|size|list|storedAt|discard|remove)|columns\.(?:query|columnsOf|copyToParquet)|ledger\.(?:append|list))\b/;

/** In life rooms only `*.store.ts` files touch the store. */
export const storeWalls: Wall = (files, rooms) => {
  const life = new Set(rooms.filter((room) => room.floor === 'life').map((room) => room.name));
  return inProduct(files)
    .filter((file) => life.has(roomOf(file.path) ?? '') && !file.path.endsWith('.store.ts'))
    .flatMap((file) => {
      const touched = TOUCHES.exec(withoutComments(file.text))?.[0];
      const imported = importsOf(file).some((found) => found.kind !== 'type' && found.target === 'src/store/index.ts');
      return [
        ...(touched === undefined ? [] : [`${file.path} touches the store (${touched}): move that into a *.store.ts file of the room`]),
        ...(imported ? [`${file.path} imports values of the store: move that into a *.store.ts file, or write \`import type\``] : []),
      ];
    });
};

/** What is heavy is loaded when it is used: a command that needs none of it starts at once. */
export const lazyWalls: Wall = (files) =>
  inProduct(files)
    .flatMap(importsOf)
    .filter((found) => found.kind === 'value' && /^(?:@duckdb\/node-api|esbuild|onnxruntime-(?:node|web)|pg|@photostructure\/sqlite)$/.test(found.specifier))
    .map((found) => `${found.from} imports ${found.specifier} at start: load it with import() at first use`);

const LONGEST = 500;

/** No file is longer than 500 lines. */
export const shortFiles: Wall = (files) =>
  files
    .filter((file) => !file.path.endsWith('.md'))
    .map((file) => ({ path: file.path, lines: file.text.trimEnd().split('\n').length }))
    .filter((file) => file.lines > LONGEST)
    .map((file) => `${file.path} has ${file.lines} lines: split it by what it says (aim at 100, stop at ${LONGEST})`);

/** A name says what is inside. */
export const tellingNames: Wall = (files) =>
  files
    .filter((file) => /(?:^|[/.-])(?:utils?|helpers?|common|shared|misc|managers?|v\d+)(?=[/.-]|$)/.test(file.path.replace(/^(?:src|test|ui|bench|examples)\//, '')))
    .map((file) => `${file.path} does not say what is inside: name it after its main export`);

/** Every room has a short README and a door that lists names one by one. */
export const furniture: Wall = (files, rooms) => {
  const byPath = new Map(files.map((file) => [file.path, file.text]));
  return rooms.flatMap(({ name }) => {
    const readme = byPath.get(`src/${name}/README.md`);
    const index = byPath.get(`src/${name}/index.ts`) ?? byPath.get(`src/${name}/main.ts`);
    const lines = readme?.trimEnd().split('\n').length ?? 0;
    return [
      ...(readme === undefined ? [`src/${name}/README.md is missing: what goes in, what comes out, states, may and may not`] : []),
      ...(lines > 20 ? [`src/${name}/README.md has ${lines} lines: say it in 20`] : []),
      ...(index === undefined ? [`src/${name}/index.ts is missing: the door of the room (a program has main.ts)`] : []),
      ...(index !== undefined && /export\s+\*/.test(withoutComments(index)) ? [`src/${name}/index.ts exports everything: list the names one by one`] : []),
    ];
  });
};

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Where it is right, because that is what the file is for. */
  readonly except?: RegExp;
}

const BANS: readonly Ban[] = [
  { pattern: /throw new Error\b/, instead: "throw an error of the room's table (`<room>.errors.ts`)" },
  { pattern: /\bDate\.now\(\)|\bnew Date\(\)/, instead: 'ask the clock that was passed in', except: /^src\/kernel\/clock\.ts$/ },
  { pattern: /\bMath\.random\(\)/, instead: 'use the seeded random that was passed in' },
  { pattern: /\bprocess\.env\b/, instead: 'read it in platform/environment and pass it in', except: /^src\/(?:platform\/(?:environment|configuration)|work\/worker-main)\.ts$/ },
  { pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s/m, instead: 'a tuple `as const` and its union' },
  { pattern: /^\s*export default\b/m, instead: 'a named export' },
  { pattern: /@ts-ignore/, instead: '`@ts-expect-error` with a reason' },
];

/** What the house does without. */
export const bans: Wall = (files) =>
  inProduct(files).flatMap((file) => {
    const code = withoutComments(file.text);
    return BANS.filter((ban) => ban.except?.test(file.path) !== true && ban.pattern.test(ban.pattern.source === '@ts-ignore' ? file.text : code)).map(
      (ban) => `${file.path} has \`${ban.pattern.exec(file.text)?.[0].trim() ?? ban.pattern.source}\`: ${ban.instead}`,
    );
  });

/** One table of errors an area, so that a code means one thing. */
export const errorAreas: Wall = (files) => {
  const seen = new Map<string, string>();
  return inProduct(files).flatMap((file) =>
    [...withoutComments(file.text).matchAll(/defineErrors\(\s*'(\w+)'/g)].flatMap(([, area]) => {
      const first = seen.get(area!);
      seen.set(area!, file.path);
      return first === undefined ? [] : [`${file.path} declares errors of ${area!} again: ${first} has that table`];
    }),
  );
};
