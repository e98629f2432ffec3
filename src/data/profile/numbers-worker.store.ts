// A thread that profiles or counts columns of numbers, beside the one that gives it orders in spread-numbers.store.ts: of each it takes shares until nobody has left any, and answers each.
import { takeOrders } from '../../store/index.ts';
import { countValues } from './count-values.store.ts';
import { type NumbersOrder, type NumbersShare, takeShare } from './numbers-protocol.ts';
import { ProfilingRoom } from './number-profiler.ts';
import { encodeProfile } from './profile-bytes.ts';
import { profileNumbers } from './profile-numbers.store.ts';

takeOrders<NumbersOrder, NumbersShare>(async ({ from, shares, next }, { store, answer }) => {
  const room = new ProfilingRoom();
  for (let share = takeShare(next); share < shares.length; share = takeShare(next)) {
    const work = shares[share]!;
    if ('count' in work) {
      answer({ share, answer: { counts: await countValues(store, from, work.count) } });
      continue;
    }
    const found = await profileNumbers(store, { from, ...work.profile }, room);
    const profiles = found.map(({ profile }) => profile);
    answer({ share, answer: { profiles, sketched: encodeProfile({ profile: { rows: 0, columns: profiles }, sketches: found.map(({ sketches }) => sketches) }) } });
  }
});
