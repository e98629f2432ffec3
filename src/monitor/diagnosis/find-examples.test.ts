import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { FIRST_DAY, makeCandidate, makeRows, openTestMeans, rules, scope } from '../../../test/fixtures/make-candidate.ts';
import { binOf, profileValues } from '../../data/index.ts';
import { DAY, seededRandom } from '../../kernel/index.ts';
import { createReleaseRoom } from '../../release/index.ts';
import { createServeRoom, serveMigrations } from '../../serve/index.ts';
import type { ReferenceProfile } from '../../train/index.ts';
import { createMonitorRoom, monitorMigrations } from '../index.ts';

const START = FIRST_DAY + 2 * DAY;

it('what a challenger alone shows is shown by units that it answered, in the bins of its own reference', async () => {
  const means = await openTestMeans([...serveMigrations, ...monitorMigrations]);
  const releases = createReleaseRoom(means, { scope, gate: {}, rules });
  const candidate = await makeCandidate(means, { rows: 4_000 });
  const random = seededRandom('challenger');
  // Trained on long flights for the most part.
  const long = profileValues({
    name: 'distance',
    kind: 'integer',
    values: Array.from({ length: 4_000 }, (_, i) => (i === 0 ? 100 : 2_500 - Math.floor(2_400 * random.next() ** 3))),
  });
  const reference = JSON.parse(new TextDecoder().decode(await means.blobs.get(candidate.referenceProfile))) as ReferenceProfile;
  const inputs = { ...reference.inputs, columns: reference.inputs.columns.map((column) => (column.name === 'distance' ? long : column)) };
  const other = { ...(await makeCandidate(means, { rows: 4_000, weights: [0.2, 0.5] })), referenceProfile: await means.blobs.put(JSON.stringify({ ...reference, inputs })) };
  const release = async (of: typeof candidate) => (await releases.create(of, await releases.judge(of), { note: 'one', actor: 'test', eventAt: START })).id;
  const [champion, challenger] = [await release(candidate), await release(other)];
  const serve = createServeRoom(means, { releases });
  await serve.setPolicy({ champion, challenger: { release: challenger, share: 0.4 } }, { actor: 'test', why: 'a trial', eventAt: START });
  const rows = makeRows(1_000, { from: START, random });
  await serve.predict(rows.map(({ departure, distance, origin }, i) => ({ predictionId: `p${i}`, unitKey: `u${i}`, eventAt: departure, inputs: { departure, distance, origin } })));
  await serve.settle();
  const monitor = createMonitorRoom(means, { serve, releases, scope });
  await monitor.closeWindows(START + DAY);
  const finding = (await monitor.findings()).find((one) => one.column === 'distance')!;
  expect(finding).toMatchObject({ kind: 'drift', release: challenger });
  const examples = await monitor.examples(finding.id);
  const answered = (await serve.units({ interval: finding.window })).filter((unit) => unit.release === challenger);
  const gains = long.counts.map(
    (count, bin) => answered.filter(({ inputs }) => binOf(long.edges, inputs['distance'] as number) === bin).length / answered.length - count / long.rows,
  );
  expect(examples.map(({ value }) => gains[binOf(long.edges, Number(value))])).toEqual(examples.map(() => Math.max(...gains)));
  expect(examples).toHaveLength(5);
  await serve.close();
  await means.close();
  await rm(means.folder.root, { recursive: true });
});
