import { DAY, seededRandom } from '../../src/kernel/index.ts';
import type { Diagnosis, Distribution, PastWindow, WatchOperations, WindowHistory } from '../../src/sdk/watch.ts';
import type { Operations } from './tracking-fixture.ts';

export const START = Date.UTC(2001, 0, 1);
export const WINDOWS = 200;
export const COLUMNS = 100;
/** Two windows in which the first column is a constant. */
const POISONED = [198, 199];

const columns: WindowHistory['columns'] = Array.from({ length: COLUMNS }, (_, i) =>
  i < 60 ? { column: `column_${i}`, group: 'input' } : i < COLUMNS - 1 ? { column: `feature_${i}`, group: 'feature' } : { column: 'score', group: 'score' },
);

function windowOf(n: number): PastWindow {
  const random = seededRandom(`window ${n}`);
  const auc = 0.69 - 0.0001 * n + 0.01 * random.normal();
  const predictions = 1800 + random.int(400);
  const labelled = n < WINDOWS - 8;
  const quarantined = POISONED.includes(n);
  return {
    from: START + n * DAY,
    to: START + (n + 1) * DAY,
    state: labelled ? 'matured' : 'provisional',
    quarantined,
    heldRows: null,
    released: n === 120,
    predictions,
    refused: n % 40 === 0 ? 120 : random.int(20),
    flagged: random.int(60),
    quality: labelled ? { release: 'sha256:1', labelled: predictions, value: auc, low: auc - 0.03, high: auc + 0.03, cost: 0.11, calibrationGap: 0.01 * random.normal() } : null,
    estimate: quarantined ? null : { value: 0.68 + 0.004 * random.normal(), low: 0.65, high: 0.71 },
    refusal: quarantined ? 'data_broken' : null,
  };
}

export function historyFixture(): WindowHistory {
  const random = seededRandom('cells');
  const cells = columns.map((_, column) => Array.from({ length: WINDOWS }, (__, n) => (column === 0 && POISONED.includes(n) ? 0.93 : 0.03 + 0.07 * random.next())));
  return {
    deployment: 'flight-delay',
    metric: { name: 'auc', title: 'AUC', better: 'higher', goal: 0.66, unit: '' },
    alarms: { period: { from: Date.UTC(2001, 2, 1), to: Date.UTC(2001, 2, 31) }, budget: 1 / 3, spent: 0.21, chance: 0.01, alarms: 2 },
    windows: Array.from({ length: WINDOWS }, (_, n) => windowOf(n)),
    columns,
    effects: cells,
    naturals: cells.map((row) => row.map(() => 0.11)),
    segments: ['ORD', 'ATL'].map((value) => ({ column: 'origin', value })),
    farthest: [0.08, 0.4].map((distance, i) =>
      Array.from({ length: WINDOWS }, (_, n) =>
        n % 50 === 49 ? null : { column: 'column_3', group: 'input' as const, distance: i === 1 && n < 198 ? 0.08 : distance, natural: 0.16 },
      ),
    ),
  };
}

export const HOSTILE = '<img src=x onerror="document.title=1">';

export function diagnosisFixture(change: Partial<Diagnosis> = {}): Diagnosis {
  const since = START + POISONED[0]! * DAY;
  return {
    id: 'finding_a1',
    findings: ['finding_a1', 'finding_a2', 'finding_a3'],
    deployment: 'flight-delay',
    release: 'sha256:1',
    kind: 'constant',
    where: null,
    column: 'column_0',
    group: 'input',
    urgency: 'page',
    since,
    until: since + 2 * DAY,
    windows: 2,
    ongoing: true,
    worst: {
      finding: 'finding_a1',
      window: since,
      effect: 1,
      natural: 0.012,
      p: 1e-12,
      rows: 1912,
      value: '785',
      harm: { metric: 'AUC', quality: 0.561, reference: 0.694, costPerUnit: 0.0311, cost: 59.4 },
      message: `column_0 holds one and the same value, ${HOSTILE}, in 100 % of 1,912 rows; on a natural day no value holds more than 1.2 %.`,
    },
    cause: 'an upstream repair or default that fills column_0 with one value',
    remedy:
      'find what writes column_0 and what changed there on 2001-07-18: a default or a repair that fills in one value; what is concerned stays out of training and trials until somebody lets it go',
    alert: { id: 'alert_a1', state: 'open', muted: false },
    held: 2,
    released: 0,
    letGo: null,
    related: [
      {
        finding: 'finding_b2',
        findings: ['finding_b2'],
        kind: 'drift',
        column: 'column_7',
        urgency: 'notice',
        effect: 0.2,
        natural: 0.11,
        windows: 1,
        message: 'column_7 is distributed otherwise.',
      },
    ],
    ...change,
  };
}

export function distributionOf({ at, column, group = 'input' }: WatchOperations['monitor.distribution']['input']): Distribution {
  const values = column === 'column_1';
  const label = (i: number): string => (values ? (i === 0 ? HOSTILE : `AIRPORT ${i}`) : `${i * 60} to ${(i + 1) * 60}`);
  return {
    column,
    group,
    kind: values ? 'values' : 'numbers',
    window: { from: at, to: at + DAY },
    release: 'sha256:1',
    rows: { reference: 98_765, window: 1_912 },
    bars: Array.from({ length: values ? 12 : 18 }, (_, i) => ({
      label: label(i),
      from: values ? null : i * 60,
      to: values ? null : (i + 1) * 60,
      reference: 0.05,
      window: i === 13 ? 0.9 : 0.005,
    })),
    other: { reference: 0, window: 0 },
    missing: { reference: 0.01, window: 0.02 },
    unseen: { reference: 0, window: values ? 0.08 : 0 },
    outside: { reference: 0, window: 0 },
    strangers: values ? [{ value: HOSTILE, share: 0.08 }] : [],
    mean: { reference: 812, window: 785 },
  };
}

/** A server's answers about 200 windows of 100 columns; what the page asked to change is kept. */
export function watchFixture(diagnoses: readonly Diagnosis[] = [diagnosisFixture()]): { readonly operations: Operations; readonly changes: { name: string; input: unknown }[] } {
  const changes: { name: string; input: unknown }[] = [];
  const history = historyFixture();
  const example = {
    predictionId: 'p-17',
    unitKey: 'u-17',
    eventAt: START + 198 * DAY,
    value: HOSTILE,
    inputs: { column_0: HOSTILE, column_1: null },
    score: 0.31,
    decision: 'warn',
    violations: [],
  };
  const operations: Operations = (name, input) => {
    switch (name as keyof WatchOperations) {
      case 'monitor.diagnoses':
        return diagnoses;
      case 'monitor.history':
        return history;
      case 'alerts.mutes':
        return [];
      case 'loop.status':
        return { ahead: 2 };
      case 'monitor.distribution':
        return distributionOf(input as WatchOperations['monitor.distribution']['input']);
      case 'monitor.examples':
        return [example];
      default:
        changes.push({ name, input });
        return {};
    }
  };
  return { operations, changes };
}
