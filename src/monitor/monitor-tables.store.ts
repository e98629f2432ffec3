import type { Digest, Instant } from '../kernel/index.ts';
import type { Migration } from '../store/index.ts';
import { alertsMigration } from './alerts/alerts.store.ts';
import type { Urgency } from './finding.ts';
import { streamsMigration } from './performance/streams.store.ts';
import type { WindowState } from './window.ts';

/** What is kept out of training and trials of a window. */
export const QUARANTINE = {
  nothing: 0,
  /** The whole of it. */
  window: 1,
  /** Nothing any more: a person has let it go. */
  released: 2,
  /** Single rows, out of training only; the window counts in figures and trials. */
  rows: 3,
} as const;

/** A value of `QUARANTINE`. */
export type QuarantineCode = (typeof QUARANTINE)[keyof typeof QUARANTINE];

/** One window as it is stored. */
export interface WindowRow {
  readonly project: string;
  readonly deployment: string;
  readonly from_at: Instant;
  readonly to_at: Instant;
  readonly state: WindowState;
  readonly quarantined: QuarantineCode;
  readonly predictions: number;
  readonly refused: number;
  readonly flagged: number;
  /** The `WindowReport` as JSON. */
  readonly body: string;
}

interface FindingRow {
  readonly project: string;
  readonly id: string;
  readonly deployment: string;
  readonly window_from: Instant;
  readonly urgency: Urgency;
  /** The `Finding` as JSON. */
  readonly body: string;
}

interface TallyRow {
  readonly project: string;
  readonly deployment: string;
  readonly window_from: Instant;
  readonly release: Digest;
  readonly role: string;
  /** The `Tally` as JSON. */
  readonly body: string;
}

/** The tables that hold windows, findings and tallies. */
export interface MonitorTables {
  monitor_windows: WindowRow;
  monitor_findings: FindingRow;
  monitor_tallies: TallyRow;
}

/** The tables of windows, findings, alerts and tallies. */
export const monitorMigrations: readonly Migration[] = [
  {
    room: 'monitor',
    number: 1,
    name: 'windows, findings, alerts and tallies',
    async up(db) {
      await db.schema
        .createTable('monitor_windows')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('from_at', 'bigint', (c) => c.notNull())
        .addColumn('to_at', 'bigint', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('quarantined', 'bigint', (c) => c.notNull())
        .addColumn('predictions', 'bigint', (c) => c.notNull())
        .addColumn('refused', 'bigint', (c) => c.notNull())
        .addColumn('flagged', 'bigint', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_windows_key', ['project', 'deployment', 'from_at'])
        .execute();
      await db.schema
        .createTable('monitor_findings')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('window_from', 'bigint', (c) => c.notNull())
        .addColumn('urgency', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_findings_key', ['project', 'id'])
        .execute();
      await db.schema.createIndex('monitor_findings_window').ifNotExists().on('monitor_findings').columns(['project', 'deployment', 'window_from']).execute();
      await db.schema
        .createTable('monitor_alerts')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('id', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('state', 'text', (c) => c.notNull())
        .addColumn('since', 'bigint', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_alerts_key', ['project', 'id'])
        .execute();
      await db.schema
        .createTable('monitor_tallies')
        .ifNotExists()
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('deployment', 'text', (c) => c.notNull())
        .addColumn('window_from', 'bigint', (c) => c.notNull())
        .addColumn('release', 'text', (c) => c.notNull())
        .addColumn('role', 'text', (c) => c.notNull())
        .addColumn('body', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('monitor_tallies_key', ['project', 'deployment', 'window_from', 'release', 'role'])
        .execute();
    },
  },
  alertsMigration,
  streamsMigration,
];
