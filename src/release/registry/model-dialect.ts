import type { Dialect, Entity, Field, OrderDialect } from '../../kernel/index.ts';

const tags: Entity = { name: 'tag', aliases: ['tags'], open: { type: 'text' } };

/** What a search of registered models may name. */
export const modelDialect: Dialect = {
  entities: [
    { name: 'attribute', aliases: ['attributes'], keys: { name: { type: 'text' }, creation_timestamp: { type: 'number' }, last_updated_timestamp: { type: 'number' } } },
    tags,
  ],
  bare: 'attribute',
};

const NAME: Field = { entity: 'attribute', key: 'name', type: 'text' };

/** What registered models may be sorted by: by name unless told otherwise. */
export const modelOrder: OrderDialect = {
  entities: [
    {
      name: 'attribute',
      aliases: ['attributes'],
      keys: { name: { type: 'text' }, creation_timestamp: { type: 'number' }, last_updated_timestamp: { type: 'number', aliases: ['timestamp'] } },
    },
  ],
  bare: 'attribute',
  usual: [{ field: NAME, direction: 'asc' }],
  ties: [{ field: NAME, direction: 'asc' }],
};
