import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CHALLENGER, CHAMPION } from '../../test/fixtures/make-unit.ts';
import type { Digest } from '../kernel/index.ts';
import type { PolicyChange, ServeRoom } from '../serve/index.ts';
import { type Means, openMeans } from '../store/index.ts';
import { findRollouts, loopMigrations, saveRollout } from './loop.store.ts';
import { moveRollout, type RolloutMeans } from './move-rollout.ts';
import { type Rollout, ROLLOUT_STATES, ROLLOUT_TRANSITIONS, type RolloutState } from './rollout.ts';

const YARDSTICK: Digest = `sha256:${'c'.repeat(64)}`;
const AT = Date.UTC(2001, 1, 1);
let means: Means & { close(): Promise<void> };
let folder: string;
/** What the traffic was told, and what the record said in that moment. */
let told: { change: PolicyChange; recorded: RolloutState }[];
let to: RolloutMeans;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-rollout-'));
  means = await openMeans({ project: 'test', folder, migrations: loopMigrations });
});
afterAll(async () => {
  await means.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  told = [];
  const serve = {
    async setPolicy(change: PolicyChange) {
      told.push({ change, recorded: (await findRollouts(means, 'main')).at(-1)!.state });
    },
  } as unknown as ServeRoom;
  to = { means, serve, yardstick: YARDSTICK, firstShare: 0.05 };
});

/** A recorded rollout in a state. */
async function rolloutIn(state: RolloutState): Promise<Rollout> {
  const rollout: Rollout = {
    id: `rollout_${String(++made).padStart(4, '0')}`,
    deployment: 'main',
    challenger: CHALLENGER,
    champion: CHAMPION,
    state,
    startedAt: AT,
    stageStartedAt: AT,
    endedAt: null,
    why: 'made',
    trials: {},
  };
  await saveRollout(means, rollout);
  return rollout;
}

const move = (rollout: Rollout, state: RolloutState) => moveRollout(to, rollout, { to: state, at: AT + 1, why: 'because', actor: 'ann', evidence: { e: 21 } });

const TRAFFIC: Readonly<Partial<Record<RolloutState, PolicyChange>>> = {
  shadow: { challenger: null, shadows: [YARDSTICK, CHALLENGER] },
  live: { challenger: { release: CHALLENGER, share: 0.05, salt: `main/${CHALLENGER}/${AT}` }, shadows: [YARDSTICK] },
  promoted: { champion: CHALLENGER, challenger: null, shadows: [YARDSTICK] },
  futile: { challenger: null, shadows: [YARDSTICK] },
  undecided: { challenger: null, shadows: [YARDSTICK] },
  rolled_back: { challenger: null, shadows: [YARDSTICK] },
  withdrawn: { challenger: null, shadows: [YARDSTICK] },
};
const all = ROLLOUT_STATES.flatMap((from) => ROLLOUT_STATES.map((state) => [from, state] as const));
const isLegal = ([from, state]: readonly [RolloutState, RolloutState]): boolean => ROLLOUT_TRANSITIONS[from].includes(state);

describe('moving a rollout', () => {
  it.each(all.filter(isLegal))('%s → %s: first the traffic, then record and event together', async (from, state) => {
    const before = await rolloutIn(from);
    const { rollout, transition } = await move(before, state);
    const ends = ROLLOUT_TRANSITIONS[state].length === 0;
    expect(rollout).toEqual({ ...before, state, stageStartedAt: AT + 1, endedAt: ends ? AT + 1 : null, why: 'because' });
    expect((await findRollouts(means, 'main')).at(-1)).toEqual(rollout);
    expect(transition).toMatchObject({ rollout: before.id, release: CHALLENGER, from, to: state, why: 'because', actor: 'ann' });
    const silent = state === 'waiting' || (state === 'withdrawn' && from === 'queued');
    expect(told).toEqual(silent ? [] : [{ change: TRAFFIC[state], recorded: from }]);
    const events = await means.ledger.list({ noun: 'rollout', name: before.id });
    expect(events).toMatchObject([{ eventAt: AT + 1, actor: 'ann', from, to: state, why: 'because', evidence: { release: CHALLENGER, champion: CHAMPION, trial: { e: 21 } } }]);
  });

  it.each(all.filter((pair) => !isLegal(pair)))('%s → %s is refused, and nothing happens', async (from, state) => {
    const before = await rolloutIn(from);
    await expect(move(before, state)).rejects.toMatchObject({ code: 'LOOP_ILLEGAL_MOVE', message: `rollout ${before.id} is ${from} and cannot become ${state}` });
    expect(told).toEqual([]);
    expect(await means.ledger.list({ noun: 'rollout', name: before.id })).toEqual([]);
    expect((await findRollouts(means, 'main')).at(-1)).toEqual(before);
  });

  it('leaves the record alone when the traffic cannot be changed', async () => {
    const before = await rolloutIn('live');
    const refusing = { setPolicy: () => Promise.reject(new TypeError('the release is broken')) } as unknown as ServeRoom;
    await expect(moveRollout({ ...to, serve: refusing }, before, { to: 'promoted', at: AT, why: 'because', actor: 'loop' })).rejects.toThrow('the release is broken');
    expect((await findRollouts(means, 'main')).at(-1)).toEqual(before);
    expect(await means.ledger.list({ noun: 'rollout', name: before.id })).toEqual([]);
  });

  it('keeps no yardstick beside a champion that is it, or where the policy wants none', async () => {
    await moveRollout({ ...to, yardstick: CHAMPION }, await rolloutIn('queued'), { to: 'shadow', at: AT, why: '', actor: 'loop' });
    await moveRollout({ ...to, yardstick: null }, await rolloutIn('live'), { to: 'futile', at: AT, why: '', actor: 'loop' });
    await moveRollout({ ...to, yardstick: CHAMPION }, await rolloutIn('live'), { to: 'promoted', at: AT, why: '', actor: 'loop' });
    expect(told.map((one) => one.change.shadows)).toEqual([[CHALLENGER], [], [CHAMPION]]);
  });
});
