import { expect, it } from 'vitest';
import { DAY } from '../../kernel/index.ts';
import type { Alert } from '../finding.ts';
import type { Mute } from './mute.ts';
import { planDeliveries } from './plan-deliveries.ts';

const alert: Alert = { id: 'alert_1', deployment: 'd', kind: 'volume', column: '*', state: 'resolved', finding: 'finding_1', since: 0, until: 2 * DAY, message: 'm' };
const mute: Mute = { id: 'mute_1', deployment: 'd', kind: null, column: null, state: 'active', until: 10 * DAY, why: 'known', by: 'ann', at: 0 };
const plan = (about: { readonly alert?: Alert; readonly told?: readonly string[]; readonly mutes?: readonly Mute[]; readonly tellResolved?: boolean }) =>
  planDeliveries({
    window: { deployment: 'd', interval: { from: 2 * DAY, to: 3 * DAY } },
    alerts: [about.alert ?? alert],
    findings: [],
    isReplaced: false,
    targets: [{ kind: 'log' }],
    mutes: about.mutes ?? [],
    told: new Set(about.told ?? ['alert_1 log']),
    tellResolved: about.tellResolved ?? true,
    now: 3 * DAY,
  }).map(({ target, news, alerts }) => [target, news, alerts.map((one) => one.id)]);

it('tells that an alert is over to whom it was told, somebody who looks after it included, and to nobody under a mute', () => {
  expect(plan({})).toEqual([['log', 'over', ['alert_1']]]);
  expect(plan({ alert: { ...alert, acknowledged: { by: 'ann', at: 0, why: 'I look' } } })).toHaveLength(1);
  expect(plan({ told: [] })).toEqual([]);
  expect(plan({ mutes: [mute] })).toEqual([]);
  expect(plan({ tellResolved: false })).toEqual([]);
  expect(plan({ alert: { ...alert, state: 'acknowledged' } })).toEqual([]);
});

it('names what is over as its subject does', () => {
  const [delivery] = planDeliveries({
    window: { deployment: 'd', interval: { from: 2 * DAY, to: 3 * DAY } },
    alerts: [{ ...alert, kind: 'out_of_range', column: 'distance' }],
    findings: [],
    isReplaced: false,
    targets: [{ kind: 'log' }],
    mutes: [],
    told: new Set(['alert_1 log']),
    tellResolved: true,
    now: 3 * DAY,
  });
  expect(delivery!.alerts[0]!.message).toMatch(/; the window after it does not show distance out of range\.$/);
});

it('says of a model that it does as it should again', () => {
  const [delivery] = planDeliveries({
    window: { deployment: 'd', interval: { from: 2 * DAY, to: 3 * DAY } },
    alerts: [{ ...alert, kind: 'performance' }],
    findings: [],
    isReplaced: false,
    targets: [{ kind: 'log' }],
    mutes: [],
    told: new Set(['alert_1 log']),
    tellResolved: true,
    now: 3 * DAY,
  });
  expect(delivery!.alerts[0]!.message).toBe('It stood for 2 days, from 1970-01-01T00:00Z to 1970-01-03T00:00Z; labels no longer say that it declined and misses the goal.');
});
