import { DAY, HOUR, seededRandom } from '../../src/kernel/index.ts';
import type { Random } from '../../src/kernel/index.ts';
import type {
  DriftCell,
  FindingOverview,
  GuardrailChart,
  Overview,
  QualityDay,
  QualityOverview,
  ReleaseBrief,
  TimelineEvent,
  TrialChart,
  TrialOverview,
  TrialPoint,
} from '../../src/sdk/overview.ts';

const START = Date.UTC(2001, 1, 1);
const DAYS = 150;
const NOW = START + DAYS * DAY;
const at = (day: number, hours = 0): number => START + day * DAY + hours * HOUR;
/** The two days on which the departure time was a constant. */
const POISONED = [61, 62] as const;
const isPoisoned = (day: number): boolean => (POISONED as readonly number[]).includes(day);

const release = (number: number, day: number, kind: 'model' | 'rules', note: string): ReleaseBrief => {
  const id = `sha256:${(number * 0x9e3779b1).toString(16).padStart(8, '0').repeat(8).slice(0, 64)}`;
  return { id, short: id.slice(7, 19), name: `r${number}`, kind, createdAt: at(day), note };
};

const R1 = release(1, 0, 'model', 'January 2001, the first release');
const R2 = release(2, 31, 'model', 'Retrained on January and February: champion older than 30 days');
const R3 = release(3, 47, 'rules', 'Warn at a score of 0.05 and above');
const R4 = release(4, 66, 'model', 'Retrained without 3 and 4 April, which are quarantined');
const R5 = release(5, 84, 'model', 'Retrained on January to April: calibration gap 0.056 over 14 days');
const R6 = release(6, 131, 'model', 'Retrained on February to May: champion older than 30 days');

interface TestOptions {
  readonly seed: string;
  readonly from: number;
  readonly days: number;
  readonly unitsPerDay: number;
  readonly effect: number;
  /** Where both e-processes end. */
  readonly e: number;
  readonly futilityE: number;
  readonly bound?: number;
  readonly leftOut?: TrialChart['leftOut'];
  readonly verdict: string;
}

/** A walk of e-values from 1 that ends at `end`. */
function wander(days: number, end: number, random: Random): number[] {
  const noise = Array.from({ length: days }, () => 0.13 * random.normal());
  const drift = (Math.log(end) - noise.reduce((sum, step) => sum + step, 0)) / days;
  let log = 0;
  return noise.map((step) => Math.exp((log += step + drift)));
}

/** One stage's sequential test, as it would look day by day. */
function trialChart(options: TestOptions): TrialChart {
  const random = seededRandom(options.seed);
  const points: TrialPoint[] = [];
  const paths = [wander(options.days, options.e, random), wander(options.days, options.futilityE, random)] as const;
  for (let day = 1; day <= options.days; day++) {
    const units = Math.round(options.unitsPerDay * day);
    const half = 1.9 / Math.sqrt(units);
    const effect = options.effect + (half / 3) * random.normal();
    points.push({ at: at(options.from + day), units, e: paths[0][day - 1] ?? 1, futilityE: paths[1][day - 1] ?? 1, effect, low: effect - half, high: effect + half });
  }
  const last = points[points.length - 1];
  return {
    units: last?.units ?? 0,
    effect: last?.effect ?? 0,
    low: last?.low ?? 0,
    high: last?.high ?? 0,
    threshold: 20,
    futility: 10,
    bound: options.bound ?? 0,
    points,
    ...(options.leftOut && { leftOut: options.leftOut }),
    verdict: options.verdict,
  };
}

function guardrail(name: string, options: { seed: string; from: number; days: number; e: number }): GuardrailChart {
  const path = wander(options.days, options.e, seededRandom(options.seed));
  return { name, threshold: 40, points: path.map((e, day) => ({ at: at(options.from + day + 1), e })) };
}

const ramp = (from: number, end: number) =>
  [
    { at: at(from), share: 0.05 },
    { at: at(from + 2), share: 0.2 },
    { at: at(from + 4), share: 0.5 },
  ].filter((step) => step.at < at(end));

function trials(): TrialOverview[] {
  const rails = (seed: string, from: number, days: number) => [
    guardrail('needless warnings', { seed: `${seed}/needless`, from, days, e: 0.71 }),
    guardrail('missed late flights', { seed: `${seed}/missed`, from, days, e: 0.42 }),
  ];
  const base = { unitsPerDay: 1690, e: 24, futilityE: 0.05 };
  return [
    {
      rollout: 'ro-1',
      release: R2.id,
      title: 'r2 against r1',
      state: 'promoted',
      why: 'Better in shadow, no worse on live traffic, guardrails held.',
      startedAt: at(31),
      endedAt: at(49),
      shadow: trialChart({
        ...base,
        seed: 's2',
        from: 31,
        days: 9,
        effect: 0.0062,
        e: 31,
        verdict: 'Better than r1: e = 31 after 15,210 units (threshold 20); saves 0.006 a unit.',
        leftOut: [
          { from: at(33), to: at(34), units: 19, why: 'constant 1178 in distance', findings: ['finding-1'] },
          { from: at(36), to: at(37), units: null, why: 'drift of departure', findings: ['finding-2'] },
        ],
      }),
      live: {
        ...trialChart({
          ...base,
          seed: 'l2',
          from: 40,
          days: 9,
          unitsPerDay: 1710,
          effect: 0.006,
          e: 24,
          bound: -0.02,
          verdict: 'No worse than r1 by more than 0.02 a unit: e = 24 after 15,390 units.',
        }),
        shares: ramp(40, 49),
        guardrails: rails('r2', 40, 9),
      },
    },
    {
      rollout: 'ro-2',
      release: R3.id,
      title: 'r3 against r2',
      state: 'rolled_back',
      why: 'The guardrail on needless warnings broke: the rate rose by 0.31.',
      startedAt: at(53),
      endedAt: at(57),
      shadow: null,
      live: {
        ...trialChart({
          ...base,
          seed: 'l3',
          from: 53,
          days: 4,
          unitsPerDay: 1700,
          effect: -0.034,
          e: 0.2,
          futilityE: 6.1,
          bound: -0.02,
          verdict: 'Rolled back after 6,800 units: needless warnings e = 214 (threshold 40).',
        }),
        shares: ramp(53, 57),
        guardrails: [
          guardrail('needless warnings', { seed: 'r3/needless', from: 53, days: 4, e: 214 }),
          guardrail('missed late flights', { seed: 'r3/missed', from: 53, days: 4, e: 0.02 }),
        ],
      },
    },
    {
      rollout: 'ro-3',
      release: R4.id,
      title: 'r4 against r2',
      state: 'futile',
      why: 'Not worth it: an improvement of 0.002 a unit is ruled out.',
      startedAt: at(66),
      endedAt: at(77),
      shadow: trialChart({
        ...base,
        seed: 's4',
        from: 66,
        days: 11,
        effect: 0.0003,
        e: 0.6,
        futilityE: 10.8,
        verdict: 'Dropped for futility after 18,590 units: an improvement of 0.002 a unit is ruled out.',
      }),
      live: null,
    },
    {
      rollout: 'ro-4',
      release: R5.id,
      title: 'r5 against r2',
      state: 'promoted',
      why: 'Better in shadow, no worse on live traffic, guardrails held.',
      startedAt: at(84),
      endedAt: at(110),
      shadow: trialChart({
        ...base,
        seed: 's5',
        from: 84,
        days: 17,
        effect: 0.0048,
        e: 26,
        futilityE: 0.11,
        verdict: 'Better than r2: e = 26 after 28,730 units (threshold 20); saves 0.005 a unit.',
      }),
      live: {
        ...trialChart({
          ...base,
          seed: 'l5',
          from: 101,
          days: 9,
          unitsPerDay: 1720,
          effect: 0.005,
          e: 22,
          bound: -0.02,
          verdict: 'No worse than r2 by more than 0.02 a unit: e = 22 after 15,480 units.',
        }),
        shares: ramp(101, 110),
        guardrails: rails('r5', 101, 9),
      },
    },
    {
      rollout: 'ro-5',
      release: R6.id,
      title: 'r6 against r5',
      state: 'live',
      why: 'Better in shadow; on live traffic at 20 %.',
      startedAt: at(131),
      endedAt: null,
      shadow: trialChart({
        ...base,
        seed: 's6',
        from: 131,
        days: 14,
        effect: 0.0051,
        e: 23,
        futilityE: 0.08,
        verdict: 'Better than r5: e = 23 after 23,660 units (threshold 20); saves 0.005 a unit.',
      }),
      live: {
        ...trialChart({
          ...base,
          seed: 'l6',
          from: 145,
          days: 3,
          effect: 0.004,
          e: 2.4,
          futilityE: 0.7,
          bound: -0.02,
          verdict: 'Undecided so far: e = 2.4 after 5,070 units (threshold 20).',
        }),
        shares: ramp(145, 149),
        guardrails: rails('r6', 145, 3),
      },
    },
  ];
}

function quality(): QualityDay[] {
  const random = seededRandom('quality');
  const championFrom = [
    { day: 0, gain: 0 },
    { day: 49, gain: 0.017 },
    { day: 110, gain: 0.03 },
  ];
  return Array.from({ length: DAYS }, (_, day) => {
    const season = 0.668 + 0.012 * Math.sin(day / 23) + 0.013 * random.normal();
    const gain = championFrom.findLast((reign) => reign.day <= day)?.gain ?? 0;
    const units = Math.round(1700 + 90 * Math.sin((day * 2 * Math.PI) / 7) + 40 * random.normal());
    const poison = isPoisoned(day);
    const late = 0.2 + 0.035 * Math.sin(day / 17 + 1);
    const of = (auc: number, gap: number): QualityOverview => ({
      value: auc,
      low: auc - 0.034,
      high: auc + 0.032,
      cost: late * (1.02 - 0.62 * (auc - 0.5) * 2) * (poison ? 1.06 : 1) * 0.9,
      calibrationGap: gap + 0.011 * random.normal(),
      units,
    });
    const drifted = 0.004 + 0.00045 * day + 0.02 * Math.sin(day / 17 + 1);
    const matured = day < DAYS - 1;
    return {
      day: at(day),
      champion: matured ? of(poison ? 0.531 + 0.008 * random.normal() : season + gain + 0.004 * random.normal(), gain === 0 ? drifted : drifted * 0.4) : null,
      baseline: matured ? of(poison ? 0.528 : season, drifted) : null,
      provisional: day >= DAYS - 2,
      quarantined: poison,
    };
  });
}

const COLUMNS = [
  { name: 'departure', group: 'input', natural: 0.11, season: 0.05 },
  { name: 'distance', group: 'input', natural: 0.06, season: 0.03 },
  { name: 'origin', group: 'input', natural: 0.08, season: 0.07 },
  { name: 'destination', group: 'input', natural: 0.08, season: 0.06 },
  { name: 'departure_minute', group: 'feature', natural: 0.12, season: 0.05 },
  { name: 'weekday', group: 'feature', natural: 0.86, season: 0 },
  { name: 'distance_log', group: 'feature', natural: 0.06, season: 0.03 },
  { name: 'origin_late_rate', group: 'feature', natural: 0.09, season: 0.06 },
  { name: 'destination_late_rate', group: 'feature', natural: 0.09, season: 0.05 },
  { name: 'origin_hour_late_rate', group: 'feature', natural: 0.1, season: 0.07 },
  { name: 'route_late_rate', group: 'feature', natural: 0.1, season: 0.04 },
  { name: 'score', group: 'score', natural: 0.1, season: 0.1 },
] as const;
const HIT = new Map<string, number>([
  ['departure', 0.87],
  ['departure_minute', 0.91],
  ['origin_hour_late_rate', 0.42],
  ['score', 0.38],
]);

function cells(): DriftCell[][] {
  return COLUMNS.map((column) => {
    const random = seededRandom(`drift/${column.name}`);
    return Array.from({ length: DAYS }, (_, day) => {
      const reigning = day < 49 ? 0 : day < 110 ? 49 : 110;
      const season = column.season * Math.min(1.1, (day - reigning) / 75);
      const weekly = 0.012 * Math.sin((day * 2 * Math.PI) / 7);
      const calm = column.name === 'weekday' ? 0.857 : Math.abs(column.natural * (0.52 + 0.13 * random.normal()) + season + weekly);
      const distance = isPoisoned(day) ? (HIT.get(column.name) ?? calm) : calm;
      return { distance, natural: column.natural, ratio: distance / column.natural };
    });
  });
}

function findings(drift: readonly (readonly DriftCell[])[]): FindingOverview[] {
  const found: FindingOverview[] = POISONED.map((day) => ({
    id: `f-page-${day}`,
    at: at(day),
    since: at(POISONED[0]),
    kind: 'constant',
    column: 'departure',
    urgency: 'page',
    effect: 0.98,
    natural: 0.02,
    message: '98 % of the day share one departure time, 13:05. In training no single time of a day reached 2 %.',
    remedy: 'Ask the owner of the flight feed about a default or a repair of the departure time. The day is kept out of retraining and of trials.',
    harm: { metric: 'AUC', quality: 0.531, reference: 0.676, costPerUnit: 0.021, cost: 35.4 },
  }));
  drift.forEach((row, index) => {
    const column = COLUMNS[index]?.name ?? '';
    row.forEach((cell, day) => {
      if (isPoisoned(day) || cell.ratio < 1.3) return;
      found.push({
        id: `f-${column}-${day}`,
        at: at(day),
        since: at(Math.max(0, day - 2)),
        kind: column === 'score' ? 'score_drift' : 'drift',
        column,
        urgency: 'notice',
        effect: cell.distance,
        natural: cell.natural,
        message: `${column} lies ${cell.distance.toFixed(2)} from the reference; natural change reaches ${cell.natural.toFixed(2)}.`,
        remedy: 'Nothing to do: the change is slow, and the next retraining takes it in.',
        harm: null,
      });
    });
  });
  return found.sort((a, b) => a.at - b.at);
}

function timeline(): TimelineEvent[] {
  const made = (day: number, brief: ReleaseBrief, why: string): TimelineEvent[] => [
    { at: at(day, 0), kind: 'retrain', title: `Retraining started`, detail: why, release: brief.id },
    { at: at(day, 1), kind: 'release', title: `${brief.name} passed the gate`, detail: brief.note, release: brief.id },
    { at: at(day, 1), kind: 'shadow', title: `${brief.name} runs in shadow`, detail: 'Answers nobody; scored on the same units as the champion.', release: brief.id },
  ];
  const events: TimelineEvent[] = [
    { at: at(0), kind: 'data', title: 'flights of January ingested', detail: '468,912 rows, contract passed.' },
    { at: at(0, 1), kind: 'release', title: 'r1 passed the gate', detail: R1.note, release: R1.id },
    { at: at(28), kind: 'data', title: 'flights of February ingested', detail: '441,203 rows; 2 impossible delays set aside.' },
    ...made(31, R2, 'The champion is older than 30 days.'),
    { at: at(40), kind: 'live', title: 'r2 goes live at 5 %', detail: 'Better than r1 in shadow.', release: R2.id },
    { at: at(49), kind: 'promoted', title: 'r2 is champion', detail: 'No worse on live traffic, guardrails held.', release: R2.id },
    { at: at(52), kind: 'release', title: 'r3 passed the gate', detail: R3.note, release: R3.id },
    { at: at(53), kind: 'live', title: 'r3 goes live at 5 %', detail: 'A release that changes only rules skips the shadow.', release: R3.id },
    { at: at(57), kind: 'rolled_back', title: 'r3 rolled back', detail: 'Guardrail on needless warnings: e = 214, threshold 40.', release: R3.id },
    { at: at(59), kind: 'data', title: 'flights of March ingested', detail: '492,118 rows, contract passed.' },
    { at: at(61, 24), kind: 'alert', title: 'departure is constant', detail: 'Ops and ML paged. The day is quarantined.' },
    { at: at(62, 24), kind: 'alert', title: 'departure is still constant', detail: 'Second day of the same finding.' },
    ...made(66, R4, 'The champion is older than 30 days; 3 and 4 April left out.'),
    { at: at(77), kind: 'futile', title: 'r4 dropped', detail: 'An improvement of 0.002 a unit is ruled out.', release: R4.id },
    { at: at(79), kind: 'gate_refused', title: 'Candidate refused by the gate', detail: 'AUC 0.641 is below the goal of 0.65; slice origin = ORD is 0.04 below the baseline.' },
    { at: at(84), kind: 'data', title: 'flights of April ingested', detail: '474,660 rows; 2 days left out.' },
    ...made(84, R5, 'Calibration gap 0.056 over 14 matured days.'),
    { at: at(101), kind: 'live', title: 'r5 goes live at 5 %', detail: 'Better than r2 in shadow.', release: R5.id },
    { at: at(110), kind: 'promoted', title: 'r5 is champion', detail: 'No worse on live traffic, guardrails held.', release: R5.id },
    { at: at(120), kind: 'data', title: 'flights of May ingested', detail: '489,004 rows, contract passed.' },
    ...made(131, R6, 'The champion is older than 30 days.'),
    { at: at(145), kind: 'live', title: 'r6 goes live at 5 %', detail: 'Better than r5 in shadow.', release: R6.id },
  ];
  return events.sort((a, b) => a.at - b.at);
}

/** Half a year of a model's life, the same on every call: 150 days, 12 columns, 6 releases, 5 trials. */
export function overviewFixture(): Overview {
  const drift = cells();
  return {
    project: 'flight-delay',
    question: 'Will this flight arrive more than 15 minutes late?',
    owners: { business: 'Flight operations', engineering: 'ML platform' },
    metric: { name: 'auc', title: 'AUC', better: 'higher', goal: 0.65, unit: '' },
    now: NOW,
    stages: [
      { stage: 'scope', state: 'good', headline: 'AUC goal 0.65 met', detail: '0.694 over the last 14 matured days; 2 guardrails' },
      { stage: 'data', state: 'good', headline: '5 versions', detail: 'flights to 31 May; 2 rows set aside' },
      { stage: 'train', state: 'good', headline: '6 runs', detail: 'last run 12 June, 7.4 s' },
      { stage: 'release', state: 'good', headline: '6 releases', detail: '1 candidate refused by the gate' },
      { stage: 'serve', state: 'good', headline: 'r5 answers', detail: '1,694 predictions on the last day' },
      { stage: 'monitor', state: 'attention', headline: '2 pages', detail: 'departure was constant on 3 and 4 April' },
      { stage: 'loop', state: 'busy', headline: 'trying r6', detail: 'live at 20 %, day 4' },
    ],
    totals: { windows: 150, predictions: 254_871, refused: 17, labels: 251_402, alerts: 2, retrains: 4, promotions: 2, rollbacks: 1, refusedByGate: 1 },
    deployment: { name: 'flight-delay', champion: R5, challenger: { release: R6, share: 0.2, state: 'live' }, shadows: [R1] },
    releases: [R1, R2, R3, R4, R5, R6],
    timeline: timeline(),
    reigns: [
      { release: R1.id, from: at(0), to: at(49) },
      { release: R2.id, from: at(49), to: at(110) },
      { release: R5.id, from: at(110), to: null },
    ],
    quality: quality(),
    drift: { days: Array.from({ length: DAYS }, (_, day) => at(day)), columns: COLUMNS.map(({ name, group }) => ({ name, group })), cells: drift },
    findings: findings(drift),
    trials: trials(),
  };
}

/** A project that was made a minute ago: its scope is written, nothing has run. */
export function emptyOverview(): Overview {
  return {
    ...overviewFixture(),
    now: 0,
    stages: [
      { stage: 'scope', state: 'good', headline: 'AUC goal 0.65', detail: '2 guardrails, 2 owners' },
      ...(['data', 'train', 'release', 'serve', 'monitor', 'loop'] as const).map((stage) => ({ stage, state: 'empty' as const, headline: 'Nothing yet', detail: '' })),
    ],
    totals: { windows: 0, predictions: 0, refused: 0, labels: 0, alerts: 0, retrains: 0, promotions: 0, rollbacks: 0, refusedByGate: 0 },
    deployment: null,
    releases: [],
    timeline: [],
    reigns: [],
    quality: [],
    drift: { days: [], columns: [], cells: [] },
    findings: [],
    trials: [],
  };
}

/** The same half year, with markup in every text that a user can write. */
export function hostileOverview(): Overview {
  const evil = '<script>window.pwned = 1</script><img src=x onerror="window.pwned = 1">';
  const whole = overviewFixture();
  const stained = (brief: ReleaseBrief): ReleaseBrief => ({ ...brief, note: evil });
  return {
    ...whole,
    project: evil,
    question: evil,
    owners: { [evil]: evil },
    stages: whole.stages.map((stage) => ({ ...stage, headline: evil, detail: evil })),
    releases: whole.releases.map(stained),
    deployment: { name: evil, champion: stained(R5), challenger: { release: stained(R6), share: 0.2, state: 'live' }, shadows: [stained(R1)] },
    timeline: whole.timeline.map((event) => ({ ...event, title: evil, detail: evil })),
    drift: { ...whole.drift, columns: whole.drift.columns.map((column) => ({ ...column, name: evil })) },
    findings: whole.findings.map((finding) => ({ ...finding, column: evil, message: evil, remedy: evil })),
    trials: whole.trials.map((trial) => ({ ...trial, title: evil, why: evil })),
  };
}
