import { chmod, rm, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { contract, FEATURE_CODE, FIRST_DAY, makeCandidate, openTestMeans, rules, scope } from '../../test/fixtures/make-candidate.ts';
import { string } from '../data/index.ts';
import { DAY } from '../kernel/index.ts';
import type { Means } from '../store/index.ts';
import type { Candidate } from '../train/index.ts';
import { createReleaseRoom, type ReleaseRoom } from './release-room.ts';
import { type Release, RELEASE_PARTS } from './release.ts';

const facts = { note: 'first', actor: 'test', eventAt: FIRST_DAY + DAY };
let open: (Means & { close(): Promise<void> })[] = [];
afterEach(async () => {
  await Promise.all(open.map((means) => means.close()));
  open = [];
});

async function openRoom(): Promise<{ means: Means; room: ReleaseRoom }> {
  const means = await openTestMeans();
  open.push(means);
  return { means, room: createReleaseRoom(means, { scope, gate: {}, rules }) };
}

const make = async (room: ReleaseRoom, candidate: Candidate): Promise<Release> => room.create(candidate, await room.judge(candidate), facts);

describe('the release room', () => {
  it('turns a candidate that passes the gate into a release, once', async () => {
    const { means, room } = await openRoom();
    const candidate = await makeCandidate(means);
    const report = await room.judge(candidate);
    expect(report.checks.map((check) => check.name)).toEqual(['goal', 'baseline', 'slices', 'champion', 'outputs', 'parity', 'latency', 'size']);
    expect(report.checks.filter((check) => !check.passed)).toEqual([]);
    const release = await room.create(candidate, report, facts);
    expect(report.release).toBe(release.id);
    expect(await means.blobs.has(release.id)).toBe(true);
    expect(await make(room, candidate)).toEqual(release);
    expect(await room.list()).toEqual([release]);
    expect(await room.resolve('r1')).toEqual(release);
    expect(await room.resolve(release.id.slice(7, 15))).toEqual(release);
    await expect(room.resolve('r2')).rejects.toThrow(/no release r2 \(1 are known\)/);
    const events = await means.ledger.list();
    expect(events.map((event) => [event.noun, event.to])).toEqual([
      ['candidate', 'passed'],
      ['release', 'released'],
      ['candidate', 'passed'],
    ]);
  });

  it('refuses a candidate that failed, with every reason, and tells the ledger', async () => {
    const { means, room } = await openRoom();
    const candidate = await makeCandidate(means, { weights: [-0.1, 0], evaluation: { auc: 0.5 } });
    const report = await room.judge(candidate);
    expect(report.checks.filter((check) => !check.passed).map((check) => check.name)).toEqual(['goal', 'baseline', 'parity']);
    await expect(room.create(candidate, report, facts)).rejects.toThrow(/did not pass the gate: goal.*baseline.*parity/);
    const [event] = await means.ledger.list({ noun: 'candidate' });
    expect(event).toMatchObject({ name: 'run_1', to: 'refused' });
    expect(await room.list()).toEqual([]);
  });

  it('refuses a report about another candidate', async () => {
    const { means, room } = await openRoom();
    const report = await room.judge(await makeCandidate(means));
    const other = await makeCandidate(means, { weights: [0.16, 0.66] });
    await expect(room.create(other, report, facts)).rejects.toThrow(/the report is about/);
  });

  it('compares with the champion on the candidate’s own test rows', async () => {
    const { means, room } = await openRoom();
    const champion = await make(room, await makeCandidate(means));
    const worse = await makeCandidate(means, { weights: [0.01, 0.66], run: 'run_2' });
    const check = (await room.judge(worse, { champion: champion.id })).checks.find((c) => c.name === 'champion')!;
    expect(check.passed).toBe(false);
    expect(check.detail).toMatch(/the champion has 0\.\d+ on 2000 of the same rows/);
  });

  it('decides as rules, model and contract say', async () => {
    const { means, room } = await openRoom();
    const loaded = await room.load((await make(room, await makeCandidate(means))).id);
    const evening = Date.UTC(2001, 1, 1, 20);
    const late = loaded.decide({ departure: evening, distance: 2_000, origin: 'ORD' });
    expect(late.score).toBeCloseTo(1 / (1 + Math.exp(3 - 0.15 * 20 - 0.66 * 2)), 6);
    expect(late).toMatchObject({ decision: 'rebook', rule: 'rebook', refused: false, violations: [] });
    expect(loaded.decide({ departure: '2001-02-01T20:00:00Z', distance: 2_000, origin: 'ORD' })).toEqual(late);
    expect(await loaded.decideBatch([{ departure: evening, distance: 2_000, origin: 'ORD' }])).toEqual([late]);
    const flagged = loaded.decide({ departure: evening, distance: 2_000, origin: 'nowhere' });
    expect(flagged).toMatchObject({ refused: false, score: late.score });
    expect(flagged.violations).toMatchObject([{ column: 'origin', reason: 'pattern', severity: 'warn' }]);
    const refused = loaded.decide({ departure: evening, distance: -5, origin: 'ORD' });
    expect(refused).toMatchObject({ refused: true, score: null, decision: null, features: null });
    expect(refused.reason).toMatch(/refused: distance is -5/);
    expect(loaded.decide({}).violations).toHaveLength(3);
  });

  it('refuses a release of which any part was changed or is gone, and names the part', async () => {
    const { means, room } = await openRoom();
    const release = await make(room, await makeCandidate(means));
    const load = () => createReleaseRoom(means, { scope, gate: {}, rules }).load(release.id);
    for (const part of [...RELEASE_PARTS, 'manifest'] as const) {
      const digest = part === 'manifest' ? release.id : release.manifest[part];
      const refused = { code: 'RELEASE_TAMPERED', message: expect.stringContaining(part), facts: { part, digest, release: release.id } };
      const path = await means.blobs.pathOf(digest);
      const bytes = await means.blobs.get(digest);
      await chmod(path, 0o644);
      await writeFile(path, Buffer.concat([Buffer.from(bytes), Buffer.from(' ')]));
      await expect(load()).rejects.toMatchObject(refused);
      await rm(path);
      await expect(load()).rejects.toMatchObject(refused);
      await means.blobs.put(bytes);
      await load();
    }
  });

  it('tries a failed load anew', async () => {
    const { means, room } = await openRoom();
    const release = await make(room, await makeCandidate(means));
    const model = await means.blobs.get(release.manifest.model);
    await means.blobs.remove(release.manifest.model);
    await expect(room.load(release.id)).rejects.toMatchObject({ code: 'RELEASE_TAMPERED' });
    await means.blobs.put(model);
    expect((await room.load(release.id)).id).toBe(release.id);
  });

  it.each([
    [
      'throws',
      'transform: (row) => row.origin.city.length',
      /Cannot read properties of undefined \(reading 'length'\)/,
      /^Object\.transform \(features-[0-9a-f]{12}\.mjs:\d+:\d+\)$/,
    ],
    ['gives too few numbers', 'transform: () => [1]', /1 numbers for the 2 features hour, kilometres/, /./],
    ['gives no number', "transform: () => [1, 'far']", /gave string for kilometres/, /./],
  ])('names the faults of feature code that %s', async (_, transform, reason, stack) => {
    const { means, room } = await openRoom();
    const featureCode = FEATURE_CODE.replace(/transform: .*/, `${transform},`);
    const candidate = await makeCandidate(means, { featureCode });
    await expect(room.judge(candidate)).rejects.toMatchObject({
      code: 'RELEASE_FEATURES_FAILED',
      message: expect.stringMatching(reason),
      facts: { stack: expect.stringMatching(stack) },
    });
  });

  it('refuses feature code that does not load, and parts that do not fit together', async () => {
    const { means, room } = await openRoom();
    await expect(room.judge(await makeCandidate(means, { featureCode: 'export default 1;' }))).rejects.toMatchObject({ code: 'RELEASE_FEATURES_FAILED' });
    await expect(room.judge(await makeCandidate(means, { featureCode: 'throw new RangeError("no")' }))).rejects.toThrow(/no/);
    const { departure: _, ...columns } = contract.columns;
    const other = await makeCandidate(means, { contract: { columns: { ...columns, tail: string() } }, featureCode: FEATURE_CODE.replace("'kilometres'", "'miles'") });
    await expect(room.judge(other)).rejects.toMatchObject({ code: 'RELEASE_INCONSISTENT', message: expect.stringMatching(/lacks the column departure.*miles/) });
  });

  it('releases a change of rules alone, and keeps everything else', async () => {
    const { means, room } = await openRoom();
    const base = await make(room, await makeCandidate(means));
    const eager = { ...rules, rows: [{ id: 'warn', when: 'score >= 0.05', decision: 'warn', reason: 'better safe' }] };
    const release = await room.createRulesOnly(base.id, eager, { ...facts, note: 'warn earlier' });
    expect(release).toMatchObject({ kind: 'rules', parent: base.id, run: null, trainedUntil: base.trainedUntil });
    expect({ ...release.manifest, rules: '' }).toEqual({ ...base.manifest, rules: '' });
    expect((await room.load(release.id)).rules).toEqual(eager);
    await expect(room.createRulesOnly(base.id, { ...eager, rows: [{ id: 'a', when: 'speed > 1.0', decision: 'x', reason: '' }] }, facts)).rejects.toMatchObject({
      code: 'RELEASE_RULES_INVALID',
    });
  });

  it('moves an alias as an event, and only to a release that exists', async () => {
    const { means, room } = await openRoom();
    const release = await make(room, await makeCandidate(means));
    const told = { actor: 'loop', why: 'first release', eventAt: FIRST_DAY };
    expect(await room.alias('champion')).toBe(null);
    await room.moveAlias('champion', release.id, told);
    await room.moveAlias('champion', release.id, told);
    expect(await room.alias('champion')).toBe(release.id);
    expect((await means.ledger.list({ noun: 'alias' })).map((event) => [event.name, event.from, event.to])).toEqual([['champion', null, release.id]]);
    await expect(room.moveAlias('champion', `sha256:${'0'.repeat(64)}`, told)).rejects.toMatchObject({ code: 'RELEASE_UNKNOWN' });
    expect(await room.resolve('champion')).toEqual(release);
  });
});
