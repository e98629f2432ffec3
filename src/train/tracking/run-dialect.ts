import type { Dialect, Entity, Field, OrderDialect } from '../../kernel/index.ts';

const MEASURED: readonly Entity[] = [
  { name: 'metric', aliases: ['metrics'], open: { type: 'number' } },
  { name: 'parameter', aliases: ['parameters', 'param', 'params'], open: { type: 'text' } },
  { name: 'tag', aliases: ['tags'], open: { type: 'text' } },
  {
    name: 'attribute',
    aliases: ['attributes', 'attr', 'run'],
    keys: {
      run_id: { type: 'text' },
      run_name: { type: 'text', aliases: ['run name', 'Run name', 'Run Name'] },
      user_id: { type: 'text' },
      status: { type: 'text' },
      artifact_uri: { type: 'text' },
      start_time: { type: 'number', aliases: ['created', 'Created'] },
      end_time: { type: 'number' },
      duration: { type: 'number' },
    },
  },
];

/** What a search of runs may name: all that MLflow knows, the `duration` in ms, and the `version` of a dataset that Capstan keeps. */
export const runDialect: Dialect = {
  bare: 'attribute',
  entities: [
    ...MEASURED,
    { name: 'dataset', aliases: ['datasets'], keys: { name: { type: 'text' }, digest: { type: 'text' }, context: { type: 'text' }, version: { type: 'text' } } },
  ],
};

const START_TIME: Field = { entity: 'attribute', key: 'start_time', type: 'number' };
const RUN_ID: Field = { entity: 'attribute', key: 'run_id', type: 'text' };

/** Runs started last come first, unless asked otherwise. */
export const runOrderDialect: OrderDialect = {
  bare: 'attribute',
  entities: MEASURED,
  usual: [],
  ties: [
    { field: START_TIME, direction: 'desc' },
    { field: RUN_ID, direction: 'asc' },
  ],
};
