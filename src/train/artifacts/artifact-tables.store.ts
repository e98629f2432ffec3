import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import { byteText, clusterByKey, type Migration } from '../../store/index.ts';
import type { TrackingTables } from '../tracking/tracking-tables.store.ts';
import { splitArtifactPath } from './parse-artifact-path.ts';

interface ArtifactRow {
  readonly project: string;
  /** Empty for the outermost. */
  readonly directory: string;
  readonly name: string;
  readonly is_directory: number;
  /** Null for a directory, as is `size`. */
  readonly digest: string | null;
  readonly size: number | null;
  readonly created_at: number;
}

interface LostBytesRow {
  readonly project: string;
  readonly digest: string;
  readonly size: number;
  readonly lost_at: number;
}

/**
 * `train_artifacts` is the tree of all files, directories being rows too, in the order in which they are listed. `train_lost_bytes` has the digests that a
 * file has stopped to name: all that `capstan gc` ever looks at, written in the transaction in which the name is lost.
 */
export interface ArtifactTables extends TrackingTables {
  train_artifacts: ArtifactRow;
  train_lost_bytes: LostBytesRow;
}

export const artifactMigration: Migration = {
  room: 'train',
  number: 3,
  name: 'artifacts',
  async up(db) {
    await clusterByKey(
      db,
      db.schema
        .createTable('train_artifacts')
        .addColumn('project', 'text', (c) => c.notNull())
        .addColumn('directory', byteText(db) as never, (c) => c.notNull())
        .addColumn('name', byteText(db) as never, (c) => c.notNull())
        .addColumn('is_directory', 'bigint', (c) => c.notNull())
        .addColumn('digest', 'text')
        .addColumn('size', 'bigint')
        .addColumn('created_at', 'bigint', (c) => c.notNull())
        .addPrimaryKeyConstraint('train_artifacts_key', ['project', 'directory', 'name']),
    ).execute();
    await db.schema
      .createTable('train_lost_bytes')
      .addColumn('project', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('size', 'bigint', (c) => c.notNull())
      .addColumn('lost_at', 'bigint', (c) => c.notNull())
      .addPrimaryKeyConstraint('train_lost_bytes_key', ['project', 'digest'])
      .execute();
  },
};

type Artifacts = ExpressionBuilder<ArtifactTables, 'train_artifacts'>;

/** Picks what lies below a directory, at any depth; everything for the outermost. */
export const isBelow =
  (project: string, directory: string) =>
  (e: Artifacts): ExpressionWrapper<ArtifactTables, 'train_artifacts', SqlBool> => {
    const ofProject = e('project', '=', project);
    if (directory === '') return ofProject;
    // What starts with `a/` sorts from `a/` up to `a0`: the zero follows the slash.
    return e.and([ofProject, e.or([e('directory', '=', directory), e.and([e('directory', '>=', `${directory}/`), e('directory', '<', `${directory}0`)])])]);
  };

/** Picks the row of one path. */
export const isAt =
  (project: string, path: string) =>
  (e: Artifacts): ExpressionWrapper<ArtifactTables, 'train_artifacts', SqlBool> => {
    const { directory, name } = splitArtifactPath(path);
    return e.and([e('project', '=', project), e('directory', '=', directory), e('name', '=', name)]);
  };
