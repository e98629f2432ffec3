import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { contract, FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../../test/fixtures/make-candidate.ts';
import { number } from '../../data/index.ts';
import { DAY, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom, type ReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations, type ServeRoom } from '../../serve/index.ts';
import type { Means } from '../../store/index.ts';
import { createMonitorRoom, monitorMigrations } from '../index.ts';
import { breakingUnits, countByChance } from './judge-contract.ts';

const START = FIRST_DAY + 2 * DAY;
const ROWS = 400;
let means: Means & { close(): Promise<void> };
let releases: ReleaseRoom;
let serve: ServeRoom;
let january: string;

beforeAll(async () => {
  means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const tested = {
    ...contract,
    tests: [
      { test: 'aggregate', column: 'distance', of: 'max', max: 100_000, severity: 'warn', owner: 'ann' },
      { test: 'unique', columns: ['departure', 'distance', 'origin'], atMost: 0.2 },
      { test: 'distribution', columns: ['origin'], against: 'reference', minEffect: 0.2 },
      { test: 'drift', against: [{ file: 'january.parquet' }], name: 'as in January' },
    ],
  };
  const candidate = await makeCandidate(means, {
    rows: 2_000,
    contract: tested as never,
    outputs: { columns: { score: number() }, tests: [{ test: 'aggregate', column: 'score', of: 'distinct', max: 10, severity: 'warn', owner: 'bob' }] },
  });
  january = `read_parquet('${await means.blobs.pathOf(candidate.testRows)}')`;
  const { id } = await releases.create(candidate, await releases.judge(candidate), { note: 'first', actor: 'test', eventAt: START });
  serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion: id }, { actor: 'test', why: 'first', eventAt: START });
  const random = seededRandom('requests');
  // The second day sends one row again and again, the third every tenth row twice: fewer than the key allows.
  for (const n of [0, 1, 2]) {
    const rows = makeRows(5 * ROWS, { from: START + n * DAY, random }).filter(() => random.next() < 0.2);
    await serve.predict(
      rows.map(({ departure, distance, origin }, i) => {
        const sent = n === 1 && i > 0 ? rows[0]! : n === 2 && i % 10 === 1 ? rows[i - 1]! : { departure, distance, origin };
        return {
          predictionId: `p${n}-${i}`,
          unitKey: `u${n}-${i}`,
          eventAt: departure,
          inputs: { departure: sent.departure, distance: n === 1 ? 200_000 : sent.distance, origin: sent.origin },
        };
      }),
    );
  }
  await serve.settle();
});
afterAll(async () => {
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});

it('finds in a window what no single request can break', async () => {
  // Only where something is broken, or keys must be compared, is the window read; requests have a key, answers have none.
  const read: number[] = [];
  const counting: ServeRoom = {
    ...serve,
    predictions(asked) {
      read.push((asked.interval.from - START) / DAY);
      return serve.predictions(asked);
    },
  };
  const surroundings = () => Promise.resolve({ relations: new Map([['file january.parquet', january]]) });
  const monitor = createMonitorRoom(means, { serve: counting, releases, scope, surroundings });
  const windows = await monitor.closeWindows(START + 3 * DAY);
  expect(windows).toHaveLength(3);
  // Once for the key, once for the rows that drift tests compare, once for the answers that are broken.
  expect(read).toEqual([0, 0, 0, 1, 1, 2, 2, 2]);
  const findings = (await monitor.findings({})).filter((finding) => finding.kind === 'contract');
  expect(findings.map(({ column, urgency, window }) => `${column} ${urgency} ${(window.from - START) / DAY}`).sort()).toEqual([
    '* page 1',
    '* page 2',
    'distance notice 1',
    'origin page 1',
    'score notice 0',
    'score notice 2',
  ]);

  expect(findings.find((finding) => finding.column === 'distance')!.message).toBe(
    'The requests of the window break their contract: the greatest of distance is 200000, outside … 100000. To be asked: ann.',
  );
  expect(findings.find((finding) => finding.column === 'score')!.message).toMatch(
    /^The answers of the window break their contract: the number of different values of score is \d+, outside … 10\. To be asked: bob\.$/,
  );
  expect(findings.find((finding) => finding.column === '*' && finding.window.from === START + 2 * DAY)!.message).toMatch(
    /^The requests of the window break their contract: rows are alike in all columns: in (9|10|11)\.\d % of rows, usually in 0\.00 % \(p < 1e-6\)\.$/,
  );
  // What the window's own tests say of a column is not said again.
  expect((await monitor.findings({})).filter(({ column, kind, window }) => column === 'origin' && kind !== 'contract' && window.from === START + DAY)).not.toEqual([]);
  expect(windows[1]!.quarantined).toBe(true);
  // The origins are all the same, which is about the window: it is held whole, though repeated rows could be named.
  expect(windows[1]!.held).toBeNull();
  const bare = { means, releases, surroundings: () => Promise.resolve({}) };
  const units = await serve.units({ interval: windows[1]!.interval });
  const [repeated, origin] = ['*', 'origin'].map((column) => findings.find((finding) => finding.column === column)!);
  expect((await breakingUnits(bare, repeated!, units))!.map((unit) => unit.unitKey)).toEqual(units.slice(1).map((unit) => unit.unitKey));
  expect(await breakingUnits(bare, origin!, units)).toBeNull();
  // What drifts is the window, beside repeated rows too.
  expect(await breakingUnits({ ...bare, surroundings }, repeated!, units)).toBeNull();
});

it('says that what a drift test compares with is not at hand, and shares one chance of a false page', async () => {
  for (const table of ['monitor_windows', 'monitor_findings', 'monitor_alerts']) await means.db.kysely.deleteFrom(table as never).execute();
  const monitor = createMonitorRoom(means, { serve, releases, scope });
  await monitor.closeWindows(START + DAY);
  const [notice] = (await monitor.findings({})).filter((finding) => finding.kind === 'contract' && finding.column === '*');
  expect(notice).toMatchObject({ urgency: 'notice' });
  expect(notice!.message).toBe('The requests of the window break their contract: as in January was not compared: the file january.parquet is not at hand.');
  // Two tests of distributions: the third, of a key, fails where it is broken.
  const [window] = await monitor.windows({});
  expect(countByChance(await releases.load(window!.release))).toBe(2);
});
