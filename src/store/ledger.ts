import type { Kysely } from 'kysely';
import { type Clock, type Instant, type JsonValue, newId } from '../kernel/index.ts';
import type { Db } from './db.ts';
import type { Migration } from './migration.ts';

/** One state change of one thing: who, when, from, to, why, and the evidence. Never changed, never removed. */
export interface LedgerEvent {
  readonly id: string;
  /** 1, 2, 3 … within the project, in the order in which the events became visible; none is ever missing. */
  readonly seq: number;
  /** Wall time. */
  readonly at: Instant;
  /** Event time, where the change belongs to one. */
  readonly eventAt: Instant | null;
  /** Who or what did it. */
  readonly actor: string;
  /** The kind of thing, such as `release`. */
  readonly noun: string;
  /** Which one. */
  readonly name: string;
  /** The state before; null at its birth. */
  readonly from: string | null;
  readonly to: string;
  readonly why: string;
  readonly evidence: JsonValue;
}

/** Which events to list; all of them in order by default, at most 1,000. */
export interface LedgerFilter {
  readonly noun?: string;
  readonly name?: string;
  /** Only events after this one. */
  readonly afterSeq?: number;
  /** @default 1000 */
  readonly limit?: number;
  /** @default 'oldest first' */
  readonly order?: 'oldest first' | 'newest first';
}

/** What happened in a project, in order. */
export interface Ledger {
  /** Adds an event. Inside a transaction pass its `trx`, so that the change and its event stand or fall together. */
  append(event: Omit<LedgerEvent, 'id' | 'seq' | 'at'>, options?: { trx?: unknown }): Promise<LedgerEvent>;
  list(filter?: LedgerFilter): Promise<LedgerEvent[]>;
}

interface LedgerTables {
  readonly store_event: {
    readonly project: string;
    readonly seq: number;
    readonly id: string;
    readonly at: Instant;
    readonly event_at: Instant | null;
    readonly actor: string;
    readonly noun: string;
    readonly name: string;
    readonly from_state: string | null;
    readonly to_state: string;
    readonly why: string;
    readonly evidence: string;
  };
  readonly store_event_count: { readonly project: string; readonly last: number };
}

/** The names of the ledger's tables. */
export const ledgerTables: readonly (keyof LedgerTables)[] = ['store_event', 'store_event_count'];

/** The ledger's tables. */
export const ledgerMigrations: readonly Migration[] = [
  {
    room: 'store',
    number: 1,
    name: 'ledger',
    up: async (db) => {
      await db.schema
        .createTable('store_event')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('seq', 'bigint', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull().unique())
        .addColumn('at', 'bigint', (c) => c.notNull())
        .addColumn('event_at', 'bigint')
        .addColumn('actor', 'text', (c) => c.notNull())
        .addColumn('noun', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('from_state', 'text')
        .addColumn('to_state', 'text', (c) => c.notNull())
        .addColumn('why', 'text', (c) => c.notNull())
        .addColumn('evidence', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('store_event_pk', ['project', 'seq'])
        .execute();
      await db.schema.createIndex('store_event_noun').on('store_event').columns(['project', 'noun', 'name', 'seq']).execute();
      await db.schema
        .createTable('store_event_count')
        .addColumn('project', 'text', (c) => c.primaryKey())
        .addColumn('last', 'bigint', (c) => c.notNull())
        .execute();
    },
  },
];

/** The ledger of one project. Needs `ledgerMigrations`. */
export function openLedger(db: Db, about: { project: string; clock: Clock }): Ledger {
  const { project, clock } = about;
  const write = async (trx: Kysely<LedgerTables>, event: Omit<LedgerEvent, 'id' | 'seq' | 'at'>): Promise<LedgerEvent> => {
    // One row counts a project's events and is held until the end of the transaction: numbers have no holes, and a reader that saw n has seen all before n.
    const { last: seq } = await trx
      .insertInto('store_event_count')
      .values({ project, last: 1 })
      .onConflict((c) => c.column('project').doUpdateSet((eb) => ({ last: eb('store_event_count.last', '+', 1) })))
      .returning('last')
      .executeTakeFirstOrThrow();
    const full: LedgerEvent = { ...event, id: newId('evt', clock), seq, at: clock.now() };
    const { eventAt, from, to, evidence, ...same } = full;
    await trx
      .insertInto('store_event')
      .values({ ...same, project, event_at: eventAt, from_state: from, to_state: to, evidence: JSON.stringify(evidence) })
      .execute();
    return full;
  };
  return {
    append: (event, options) =>
      options?.trx === undefined ? db.transaction<LedgerTables, LedgerEvent>((trx) => write(trx, event)) : write(options.trx as Kysely<LedgerTables>, event),
    async list(filter = {}) {
      let query = db.tables<LedgerTables>().selectFrom('store_event').selectAll().where('project', '=', project);
      if (filter.noun !== undefined) query = query.where('noun', '=', filter.noun);
      if (filter.name !== undefined) query = query.where('name', '=', filter.name);
      if (filter.afterSeq !== undefined) query = query.where('seq', '>', filter.afterSeq);
      const rows = await query
        .orderBy('seq', filter.order === 'newest first' ? 'desc' : 'asc')
        .limit(filter.limit ?? 1000)
        .execute();
      return rows.map(({ project: _, event_at, from_state, to_state, evidence, ...same }) => ({
        ...same,
        eventAt: event_at,
        from: from_state,
        to: to_state,
        evidence: JSON.parse(evidence) as JsonValue,
      }));
    },
  };
}
