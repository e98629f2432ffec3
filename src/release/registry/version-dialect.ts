import type { Dialect, Field, FieldKind, OrderDialect } from '../../kernel/index.ts';

const VERSION_NUMBER: FieldKind = { type: 'id', operators: ['=', '!=', '<', '<=', '>', '>=', 'IN', 'NOT IN'] };
const TIMES = { creation_timestamp: { type: 'number' }, last_updated_timestamp: { type: 'number' } } as const;

/** What a search of model versions may name. */
export const versionDialect: Dialect = {
  entities: [
    {
      name: 'attribute',
      aliases: ['attributes'],
      keys: { name: { type: 'text' }, version_number: VERSION_NUMBER, run_id: { type: 'text' }, source_path: { type: 'text' }, current_stage: { type: 'text' }, ...TIMES },
    },
    { name: 'tag', aliases: ['tags'], open: { type: 'text' } },
  ],
  bare: 'attribute',
};

const field = (key: string, type: Field['type']): Field => ({ entity: 'attribute', key, type });
const BY_NAME = { field: field('name', 'text'), direction: 'asc' } as const;
const NEWEST_FIRST = { field: field('version_number', 'id'), direction: 'desc' } as const;

/** What model versions may be sorted by: those that changed last come first unless told otherwise. */
export const versionOrder: OrderDialect = {
  entities: [{ name: 'attribute', aliases: ['attributes'], keys: { name: { type: 'text' }, version_number: { type: 'id' }, ...TIMES } }],
  bare: 'attribute',
  usual: [{ field: field('last_updated_timestamp', 'number'), direction: 'desc' }, BY_NAME, NEWEST_FIRST],
  ties: [BY_NAME, NEWEST_FIRST],
};
