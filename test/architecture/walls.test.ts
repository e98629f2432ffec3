import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printRooms, ROOMS } from './rooms.ts';
import { importsOf, readFiles, REPOSITORY, type SourceFile } from './source.ts';
import * as walls from './walls.ts';

const files = readFiles(['src', 'test', 'bench', 'ui', 'examples']);

describe('the house', () => {
  it.each(Object.entries(walls))('%s', (_name, wall) => {
    expect(wall(files, ROOMS)).toEqual([]);
  });

  it('is the one that ARCHITECTURE.md shows', () => {
    const shown = readFileSync(join(REPOSITORY, 'ARCHITECTURE.md'), 'utf8');
    expect(shown).toContain(printRooms());
    expect(shown.trimEnd().split('\n').length, 'two pages at most').toBeLessThanOrEqual(120);
  });
});

/** A small house with one fault each: a wall that cannot fail protects nothing. */
describe('a wall falls on', () => {
  const file = (path: string, text = ''): SourceFile => ({ path, text });
  const check = (wall: walls.Wall, ...faulty: SourceFile[]): string[] => wall(faulty, ROOMS);

  it('a file in an unknown room, and one beside the rooms', () => {
    const problems = check(walls.knownRooms, file('src/attic/box.ts'), file('src/loose.ts'), ...ROOMS.map((room) => file(`src/${room.name}/index.ts`)));
    expect(problems).toEqual([expect.stringContaining('src/attic/box.ts'), expect.stringContaining('src/loose.ts')]);
    expect(check(walls.knownRooms, file('src/kernel/index.ts'))).toContain('the room stats is in the table but not in src/');
  });

  it.each([
    ['src/data/contract.ts', "import { train } from '../train/index.ts';", 'data may import only'],
    ['src/data/contract.ts', "import type { Run } from '../train/index.ts';", 'data may import only'],
    ['src/data/sources/table.ts', "import { train } from '../../train/index.ts';", 'data may import only'],
    ['src/kernel/clock.ts', "import { mean } from '../stats/index.ts';", 'kernel may import only nothing'],
    ['src/work/graph.ts', "import { Guard } from '../access/index.ts';", 'work may import only'],
    ['src/serve/deployment.ts', "import { Release } from '../release/release.ts';", 'enter release through its index.ts'],
    ['src/serve/deployment.ts', "export { Release } from '../release/release.ts';", 'enter release through its index.ts'],
    ['src/serve/deployment.ts', "const x = await import('../loop/index.ts');", 'serve may import only'],
    ['src/serve/deployment.ts', "import {\n  type A,\n  b,\n} from '../loop/index.ts';", 'serve may import only'],
    ['src/serve/deployment.ts', "import '../../bench/run.ts';", 'outside src/'],
  ])('%s with %s', (path, text, problem) => {
    expect(check(walls.roomWalls, file(path, text))).toEqual([expect.stringContaining(problem)]);
  });

  it('the right imports not', () => {
    const text =
      "import { hash } from '../kernel/index.ts';\nimport type { Means } from '../store/index.ts';\n// import { x } from '../loop/index.ts';\n/* import { y } from '../loop/index.ts'; */\nimport { own } from './own.ts';";
    expect(check(walls.roomWalls, file('src/data/contract.ts', text))).toEqual([]);
  });

  it('a definition read by another room than the sdk and the platform', () => {
    const text = "import { defineData } from '../data/definition.ts';";
    expect(check(walls.roomWalls, file('src/sdk/index.ts', text), file('src/platform/project.ts', text))).toEqual([]);
    expect(check(walls.roomWalls, file('src/train/x.ts', text))).toEqual([expect.stringContaining('enter data through its index.ts')]);
  });

  it('operations and schemas read by who may not', () => {
    const operations = "import { dataOperations } from '../data/data.operations.ts';";
    const schemas = "import { runSchema } from '../train/schemas.ts';";
    expect(check(walls.roomWalls, file('src/platform/operations.ts', operations), file('src/release/x.ts', schemas))).toEqual([]);
    expect(check(walls.roomWalls, file('src/train/x.ts', operations))).toEqual([expect.stringContaining('enter data through its index.ts')]);
    expect(check(walls.roomWalls, file('src/data/x.ts', schemas))).toEqual([expect.stringContaining('which data may not')]);
  });

  it('a definition that opens files, however far away', () => {
    const far = [
      file('src/sdk/index.ts', "export { d } from '../data/definition.ts';"),
      file('src/data/definition.ts', "import { e } from './e.ts';"),
      file('src/data/e.ts', "import { readFile } from 'node:fs/promises';"),
    ];
    expect(check(walls.lightDoors, ...far)).toEqual([expect.stringContaining('src/sdk/index.ts → src/data/definition.ts → src/data/e.ts')]);
    expect(check(walls.lightDoors, file('src/sdk/index.ts', "import type { Means } from '../store/index.ts';"))).toEqual([]);
  });

  it('the page reaching past the sdk', () => {
    expect(check(walls.outsideWalls, file('ui/src/main.tsx', "import { x } from '../../src/store/index.ts';"))).toHaveLength(1);
    expect(check(walls.outsideWalls, file('ui/src/main.tsx', "import type { x } from '../../src/sdk/index.ts';"))).toEqual([]);
  });

  it('a circle of values, not of types', () => {
    const circle = (kind: string): SourceFile[] => [
      file('src/data/a.ts', "import { b } from './b.ts';"),
      file('src/data/b.ts', "import { c } from './c.ts';"),
      file('src/data/c.ts', `import ${kind}{ a } from './a.ts';`),
    ];
    expect(check(walls.noCycles, ...circle(''))).toEqual(['a circle of imports: src/data/a.ts → src/data/b.ts → src/data/c.ts → src/data/a.ts']);
    expect(check(walls.noCycles, ...circle('type '))).toEqual([]);
  });

  it.each([
    'await means.db.tables().selectFrom("x")',
    'await ctx.means.ledger.append(event)',
    'const { columns } = means; await columns.query(sql)',
    'function list({ blobs }: Means) { return blobs.list(); }',
    "import { quoteLiteral } from '../store/index.ts';",
    "import { type Means } from '../store/index.ts';",
  ])('a life room that touches the store outside a store file: %s', (text) => {
    expect(check(walls.storeWalls, file('src/data/verb.ts', text))).toHaveLength(1);
    expect(check(walls.storeWalls, file('src/data/verb.store.ts', text), file('src/work/verb.ts', text), file('src/data/verb.test.ts', text))).toEqual([]);
  });

  it('a store type not', () => {
    expect(
      check(
        walls.storeWalls,
        file(
          'src/data/verb.ts',
          "import type { Means } from '../store/index.ts';\n// means.db is for store files\nexport const f = (means: Means) => g(means.columns, { columns: 3 });",
        ),
      ),
    ).toEqual([]);
  });

  it('heavy packages loaded at start', () => {
    expect(check(walls.lazyWalls, file('src/store/x.ts', "import { DuckDBInstance } from '@duckdb/node-api';"))).toHaveLength(1);
    expect(check(walls.lazyWalls, file('src/store/x.ts', "import type { DuckDBInstance } from '@duckdb/node-api';\nconst d = await import('@duckdb/node-api');"))).toEqual([]);
  });

  it('long files', () => {
    expect(check(walls.shortFiles, file('src/data/long.ts', 'x\n'.repeat(501)))).toEqual([expect.stringContaining('501 lines')]);
    expect(check(walls.shortFiles, file('src/data/long.ts', 'x\n'.repeat(500)))).toEqual([]);
  });

  it.each(['src/data/utils.ts', 'src/data/string-helpers.ts', 'src/data/common/x.ts', 'ui/src/shared.tsx', 'src/loop/manager.ts', 'src/train/trainer-v2.ts'])(
    'the name %s',
    (path) => {
      expect(check(walls.tellingNames, file(path))).toHaveLength(1);
    },
  );

  it('missing or overgrown furniture', () => {
    const rooms = ROOMS.filter((room) => room.name === 'data');
    expect(walls.furniture([], rooms)).toEqual([expect.stringContaining('README.md is missing'), expect.stringContaining('index.ts is missing')]);
    expect(walls.furniture([file('src/data/README.md', 'x\n'.repeat(21)), file('src/data/index.ts', "export * from './x.ts';")], rooms)).toEqual([
      expect.stringContaining('21 lines'),
      expect.stringContaining('one by one'),
    ]);
  });

  it.each([
    'throw new Error("no")',
    'const at = Date.now();',
    'const at = new Date();',
    'const r = Math.random();',
    'const home = process.env.HOME;',
    'export enum Colour { Red }',
    'const enum Colour { Red }',
    'export default 3;',
    '// @ts-ignore',
  ])('%s', (text) => {
    expect(check(walls.bans, file('src/data/x.ts', text))).toHaveLength(1);
    expect(check(walls.bans, file('src/data/x.test.ts', text), file('src/data/y.ts', text.startsWith('// @') ? '' : `// ${text}`))).toEqual([]);
  });

  it('two tables of errors of one area', () => {
    const table = (path: string): SourceFile => file(path, "export const e = defineErrors('DATA', {});");
    expect(check(walls.errorAreas, table('src/data/data.errors.ts'), table('src/data/more.errors.ts'))).toHaveLength(1);
  });
});

describe('the scanner', () => {
  it('tells value, type and lazy imports apart', () => {
    const text = `
import a, { b } from './value.ts';
import type { C } from './type.ts';
import { type D } from './leaves-an-empty-import.ts';
import * as e from './star.ts';
import './effect.ts';
export { f } from './re-export.ts';
export type { G } from './re-export-type.ts';
type H = typeof import('./typeof.ts');
let i: import('./inline.ts').Inline;
const j = await import('./lazy.ts');
const text = "from './not-an-import.ts'"; // import './comment.ts'
const glob = 'src/**/*.ts'; const other = 'b/*';
import { k } from './after-globs.ts';
`;
    expect(importsOf({ path: 'src/x/y.ts', text }).map((found) => [found.target?.slice(6), found.kind])).toEqual([
      ['value.ts', 'value'],
      ['type.ts', 'type'],
      ['leaves-an-empty-import.ts', 'value'],
      ['star.ts', 'value'],
      ['effect.ts', 'value'],
      ['re-export.ts', 'value'],
      ['re-export-type.ts', 'type'],
      ['after-globs.ts', 'value'],
      ['typeof.ts', 'type'],
      ['inline.ts', 'type'],
      ['lazy.ts', 'lazy'],
    ]);
  });
});
