import { expect, it } from 'vitest';
import { makeCandidate, makeRows, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { judgeCandidate } from './judge-candidate.ts';
import { createReleaseRoom } from './release-room.ts';

it('measures the time of a row apart from the pauses of the machine', async () => {
  const means = await openTestMeans();
  const room = createReleaseRoom(means, { scope, gate: {}, rules });
  const made = await makeCandidate(means);
  const loaded = await room.load((await room.create(made, await room.judge(made), { note: '', actor: 'test', eventAt: 0 })).id);
  const rows = makeRows(300);
  let decided = 0;
  const paused = (row: Parameters<typeof loaded.decide>[0]): ReturnType<typeof loaded.decide> => {
    // In each hundred rows the machine does something else for as long as a thousand of them may take.
    if (++decided % 100 === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    return loaded.decide(row);
  };
  const report = await judgeCandidate(
    { id: loaded.id, candidate: { ...loaded, decide: paused }, champion: null, rows: rows.map((row) => ({ ...row })), labels: Float64Array.from(rows, (row) => row.label) },
    scope,
    {},
  );
  expect(decided).toBe(300);
  expect(report.checks.find((check) => check.name === 'latency')).toMatchObject({ passed: true });
  await means.close();
});
