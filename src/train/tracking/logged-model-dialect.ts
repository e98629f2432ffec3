import type { Dialect, Entity, Field, OrderDialect } from '../../kernel/index.ts';

/** The statuses as a filter names them. */
export const STATUS_NAMES = { PENDING: 'LOGGED_MODEL_PENDING', READY: 'LOGGED_MODEL_READY', FAILED: 'LOGGED_MODEL_UPLOAD_FAILED' } as const;

const METRICS: Entity = { name: 'metrics', aliases: ['metric'], open: { type: 'number' } };
const ATTRIBUTES: Entity = {
  name: 'attributes',
  aliases: ['attribute'],
  keys: {
    name: { type: 'text' },
    model_id: { type: 'text' },
    model_type: { type: 'text' },
    status: { type: 'text', values: Object.keys(STATUS_NAMES), operators: ['=', '!=', 'IN', 'NOT IN'] },
    source_run_id: { type: 'text' },
    creation_timestamp: { type: 'number', aliases: ['creation_time', 'creation_timestamp_ms'] },
    last_updated_timestamp: { type: 'number', aliases: ['last_updated_time', 'last_updated_timestamp_ms'] },
  },
};

/** What a search of logged models may name. MLflow takes texts without quotes here. */
export const loggedModelDialect: Dialect = {
  bare: 'attributes',
  bareTexts: true,
  entities: [ATTRIBUTES, METRICS, { name: 'params', aliases: ['param'], open: { type: 'text' } }, { name: 'tags', aliases: ['tag'], open: { type: 'text' } }],
};

const CREATED: Field = { entity: 'attributes', key: 'creation_timestamp', type: 'number' };
const MODEL_ID: Field = { entity: 'attributes', key: 'model_id', type: 'text' };

/** Models logged last come first, unless asked otherwise. */
export const loggedModelOrderDialect: OrderDialect = {
  bare: 'attributes',
  entities: [ATTRIBUTES, METRICS],
  usual: [],
  ties: [
    { field: CREATED, direction: 'desc' },
    { field: MODEL_ID, direction: 'asc' },
  ],
};
