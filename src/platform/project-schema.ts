import { contractSchema } from '../data/index.ts';
import { compileReader, type TSchema, Type } from '../kernel/index.ts';
import { STREAM_DETECTORS, STREAMS } from '../monitor/index.ts';
import { GUARDED_RATES, metricsOf } from '../scope/index.ts';
import { diagnosticSchema } from '../train/index.ts';

const closed = <T extends Record<string, TSchema>>(members: T) => Type.Object(members, { additionalProperties: false });
const optional = Type.Optional;
const share = Type.Number({ minimum: 0, maximum: 1 });
const days = Type.Number({ exclusiveMinimum: 0 });
const name = Type.String({ minLength: 1 });
const oneOf = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

const dataset = closed({
  source: closed({
    format: oneOf('parquet', 'arrow', 'csv'),
    path: optional(name),
    package: optional(name),
    file: optional(name),
    select: optional(Type.Record(Type.String(), Type.String())),
  }),
  contract: contractSchema,
  key: name,
  eventAt: name,
  label: closed({ column: name, knownAt: name }),
});

const scope = closed({
  question: name,
  metric: Type.Union([
    closed({ name: oneOf(...metricsOf('binary')), goal: share }),
    closed({ name: oneOf(...metricsOf('multiclass')), goal: Type.Number({ minimum: 0 }) }),
    closed({ name: oneOf(...metricsOf('regression')), goal: Type.Number({ minimum: 0 }), unit: optional(name) }),
  ]),
  baseline: closed({ rateBy: Type.Array(name, { minItems: 1 }) }),
  // Which of them belong together is said by `scopeProblems`.
  cost: closed({
    act: optional(Type.Array(name, { minItems: 1 })),
    missed: optional(share),
    needless: optional(share),
    limit: optional(Type.Number({ exclusiveMinimum: 0 })),
    grows: optional(oneOf('linear', 'squared')),
    wrong: optional(Type.Record(Type.String({ minLength: 1 }), share)),
    instead: optional(Type.Record(Type.String({ minLength: 1 }), share)),
  }),
  guardrails: Type.Array(closed({ name, rate: oneOf(...GUARDED_RATES), allowedIncrease: optional(share) })),
  owners: Type.Record(Type.String(), Type.String()),
});

const variable = closed({ env: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$', description: 'the environment variable that holds it' }) });
const secret = Type.Union([name, variable]);

const alertTarget = Type.Union([
  closed({ kind: Type.Literal('log'), name: optional(name) }),
  closed({ kind: Type.Literal('webhook'), name: optional(name), url: secret, token: optional(variable) }),
  closed({ kind: Type.Literal('slack'), name: optional(name), url: secret }),
  closed({ kind: Type.Literal('email'), name: optional(name), server: secret, from: name, to: Type.Array(name, { minItems: 1 }) }),
]);

/** What `capstan.config.ts` may say, member by member; unknown members are refused. */
export const projectReader = compileReader(
  closed({
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9-]*$' }),
    scope,
    data: Type.Record(Type.String(), dataset, { minProperties: 1 }),
    features: name,
    rules: optional(
      closed({
        rows: Type.Array(closed({ id: name, when: name, decision: name, reason: Type.String() })),
        otherwise: closed({ decision: name, reason: Type.String() }),
      }),
    ),
    outputs: optional(contractSchema),
    train: closed({
      dataset: name,
      trainer: closed({ kind: Type.String({ minLength: 1, description: 'Which trainer.' }), options: Type.Object({}, { description: 'Its options; see Trainers.' }) }),
      maxRows: optional(Type.Integer({ minimum: 200 })),
      lastDays: optional(days),
      testFraction: optional(Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })),
      slices: optional(Type.Array(name)),
      diagnostics: optional(Type.Array(diagnosticSchema)),
      seed: optional(Type.Integer()),
    }),
    gate: optional(
      closed({ sliceTolerance: optional(share), championTolerance: optional(share), maxBytes: optional(Type.Integer({ minimum: 1 })), maxMicrosPerRow: optional(days) }),
    ),
    serve: optional(closed({ deployment: optional(name), log: optional(oneOf('durable', 'fast')) })),
    monitor: optional(
      closed({
        window: optional(days),
        attribution: optional(days),
        falseAlarm: optional(share),
        alarmBudget: optional(Type.Number({ exclusiveMinimum: 0 })),
        pageEffect: optional(share),
        pageShare: optional(share),
        skewShare: optional(share),
        streams: optional(Type.Array(closed({ of: oneOf(...STREAMS), by: optional(oneOf(...STREAM_DETECTORS)) }))),
        segments: optional(Type.Array(name, { maxItems: 3, uniqueItems: true })),
        timeZone: optional(name),
      }),
    ),
    alerts: optional(closed({ url: optional(name), to: Type.Array(alertTarget), resolved: optional(Type.Boolean()) })),
    loop: optional(
      closed({
        retrain: closed({ calibrationGap: optional(share), calibrationDays: optional(days), maxAgeDays: optional(days), cooldownDays: optional(days) }),
        superiority: optional(oneOf('shadow', 'live')),
        shadow: optional(closed({ alpha: optional(share), minimumEffect: optional(share), futility: optional(share), maxDays: optional(days) })),
        live: optional(closed({ ramp: optional(Type.Array(closed({ share, days }), { minItems: 1 })), alpha: optional(share), margin: optional(share), maxDays: optional(days) })),
        rulesSkipShadow: optional(Type.Boolean()),
        approval: optional(oneOf('machine', 'person')),
        championAlias: optional(oneOf('gated', 'trial', 'any')),
        yardstick: optional(oneOf('first-release', 'none')),
      }),
    ),
  }),
);
