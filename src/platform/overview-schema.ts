import { instantSchema, oneOf, orNull, schemaFor, Type } from '../kernel/index.ts';
import { metricBriefSchema } from '../scope/index.ts';
import type { Overview } from '../sdk/index.ts';

const count = (description: string) => Type.Integer({ description });
const day = instantSchema('start of the UTC day');

const stage = Type.Object({
  stage: oneOf(['scope', 'data', 'train', 'release', 'serve', 'monitor', 'loop']),
  state: oneOf(['good', 'busy', 'attention', 'empty'], 'good: nothing to do; busy: at work; attention: a person should look; empty: has not begun'),
  headline: Type.String({ description: 'two or three words' }),
  detail: Type.String({ description: 'a sentence' }),
});

const totals = Type.Object({
  windows: count('closed windows'),
  predictions: count('requests in them'),
  refused: count('requests that broke the input contract'),
  labels: count('labels that came in time'),
  alerts: count('unbroken runs of the same paging finding'),
  retrains: count('retrainings that the loop began'),
  promotions: count('challengers that became champion'),
  rollbacks: count('challengers that were taken back'),
  refusedByGate: count('candidates that the gate refused'),
});

const release = Type.Object({
  id: Type.String({ description: 'digest of its manifest' }),
  short: Type.String({ description: 'the first digits of it' }),
  name: Type.String({ description: 'r1, r2, … in order of making' }),
  kind: oneOf(['model', 'rules']),
  createdAt: instantSchema('event time of its making'),
  note: Type.String(),
});

const deployment = Type.Object({
  name: Type.String(),
  champion: release,
  challenger: orNull(Type.Object({ release, share: Type.Number({ description: 'of units, 0..1' }), state: Type.String({ description: 'of its rollout' }) })),
  shadows: Type.Array(release),
});

const event = Type.Object({
  at: instantSchema('event time'),
  kind: oneOf(['release', 'gate_refused', 'shadow', 'live', 'promoted', 'rolled_back', 'futile', 'undecided', 'alert', 'retrain', 'data']),
  title: Type.String(),
  detail: Type.String(),
  release: Type.Optional(Type.String({ description: 'a release’s id' })),
});

const reign = Type.Object({ release: Type.String(), from: instantSchema('event time'), to: orNull(instantSchema('event time; null for the one that still is champion')) });

const quality = Type.Object({
  value: orNull(Type.Number({ description: 'of the scope’s metric' })),
  low: orNull(Type.Number({ description: 'of its 95 % interval' })),
  high: orNull(Type.Number({ description: 'of its 95 % interval' })),
  cost: Type.Number({ description: 'per unit, in the scope’s terms' }),
  calibrationGap: Type.Number({ description: 'mean score minus mean label' }),
  units: count('matured units'),
});

const qualityDay = Type.Object({
  day,
  champion: orNull(quality),
  baseline: orNull(quality),
  provisional: Type.Boolean({ description: 'labels may still arrive' }),
  quarantined: Type.Boolean({ description: 'a paging finding keeps the day out of training and trials' }),
});

const driftCell = Type.Object({
  ratio: Type.Number({ description: 'distance / natural: 1 is as far as natural change goes' }),
  distance: Type.Number({ description: 'total variation distance, 0..1' }),
  natural: Type.Number(),
});

const drift = Type.Object({
  days: Type.Array(day),
  columns: Type.Array(Type.Object({ name: Type.String(), group: oneOf(['input', 'feature', 'score']) })),
  cells: Type.Array(Type.Array(orNull(driftCell)), { description: 'by column and day; null where a day has no traffic' }),
});

const finding = Type.Object({
  id: Type.String(),
  at: instantSchema('start of its window'),
  since: instantSchema('first window of an unbroken run of the same finding'),
  kind: Type.String(),
  column: Type.String({ description: 'a raw column, a feature, `score`, or `*` for the whole window' }),
  urgency: oneOf(['page', 'notice']),
  effect: Type.Number(),
  natural: Type.Number(),
  message: Type.String(),
  remedy: Type.String(),
  harm: orNull(Type.Object({ metric: Type.String(), quality: Type.Number(), reference: Type.Number(), costPerUnit: Type.Number(), cost: Type.Number() })),
});

const chart = {
  units: count('units judged'),
  effect: Type.Number({ description: 'cost per unit that the challenger saves' }),
  low: Type.Number({ description: 'of an interval that is valid at any time' }),
  high: Type.Number({ description: 'of an interval that is valid at any time' }),
  threshold: Type.Number({ description: '`e` decides here: 1/alpha' }),
  futility: Type.Number({ description: '`futilityE` decides here' }),
  bound: Type.Optional(Type.Number({ description: 'the effect that the test asks about: 0 for superiority, minus the margin for non-inferiority' })),
  points: Type.Array(
    Type.Object({
      at: instantSchema('event time'),
      units: count('units judged'),
      e: Type.Number({ description: 'evidence for the challenger' }),
      futilityE: Type.Number({ description: 'evidence that it is not worth it' }),
      effect: Type.Number(),
      low: Type.Number(),
      high: Type.Number(),
    }),
  ),
  leftOut: Type.Optional(
    Type.Array(
      Type.Object({
        from: instantSchema('event time'),
        to: instantSchema('event time'),
        units: orNull(count('null for all of the window')),
        why: Type.String(),
        findings: Type.Array(Type.String(), { description: 'ids of the findings that say so' }),
      }),
      { description: 'what the trial left out of windows; absent where nothing was' },
    ),
  ),
  verdict: Type.String(),
};

const trial = Type.Object({
  rollout: Type.String(),
  release: Type.String(),
  title: Type.String(),
  state: Type.String(),
  why: Type.String(),
  startedAt: instantSchema('event time'),
  endedAt: orNull(instantSchema('event time')),
  shadow: orNull(Type.Object(chart)),
  live: orNull(
    Type.Object({
      ...chart,
      shares: Type.Array(Type.Object({ at: instantSchema('event time'), share: Type.Number() }), { description: 'of traffic that the challenger decided for' }),
      guardrails: Type.Array(
        Type.Object({ name: Type.String(), threshold: Type.Number(), points: Type.Array(Type.Object({ at: instantSchema('event time'), e: Type.Number() })) }),
      ),
    }),
  ),
});

/** The schema of the page. */
export const overviewSchema = schemaFor<Overview>()(
  Type.Object({
    project: Type.String(),
    question: Type.String(),
    owners: Type.Record(Type.String(), Type.String(), { description: 'who answers for it, by role' }),
    metric: metricBriefSchema,
    now: instantSchema('event time that the loop has come to; 0 before its first step'),
    stages: Type.Array(stage, { description: 'where each stage of the life cycle stands' }),
    totals,
    deployment: orNull(deployment),
    releases: Type.Array(release, { description: 'in order of making' }),
    timeline: Type.Array(event),
    reigns: Type.Array(reign, { description: 'who was champion when' }),
    quality: Type.Array(qualityDay, { description: 'day by day, beside the first release, which is never retrained' }),
    drift,
    findings: Type.Array(finding),
    trials: Type.Array(trial),
  }),
);
