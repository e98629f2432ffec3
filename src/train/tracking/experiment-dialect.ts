import type { Dialect, Entity, Field, OrderDialect } from '../../kernel/index.ts';

const ATTRIBUTES: Entity = {
  name: 'attribute',
  aliases: ['attributes'],
  keys: { name: { type: 'text' }, experiment_id: { type: 'id' }, creation_time: { type: 'number' }, last_update_time: { type: 'number' } },
};

/** What a search of experiments may name. */
export const experimentDialect: Dialect = { bare: 'attribute', entities: [ATTRIBUTES, { name: 'tag', aliases: ['tags'], open: { type: 'text' } }] };

const EXPERIMENT_ID: Field = { entity: 'attribute', key: 'experiment_id', type: 'id' };

/** Experiments made last come first, unless asked otherwise. */
export const experimentOrderDialect: OrderDialect = {
  bare: 'attribute',
  entities: [ATTRIBUTES],
  usual: [
    { field: { entity: 'attribute', key: 'creation_time', type: 'number' }, direction: 'desc' },
    { field: EXPERIMENT_ID, direction: 'asc' },
  ],
  ties: [{ field: EXPERIMENT_ID, direction: 'desc' }],
};
