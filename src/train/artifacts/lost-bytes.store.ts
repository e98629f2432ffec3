import type { ExpressionBuilder, ExpressionWrapper, SqlBool, Transaction } from 'kysely';
import type { Means, StoredBytes } from '../../store/index.ts';
import type { ArtifactTables } from './artifact-tables.store.ts';

type Pick = (e: ExpressionBuilder<ArtifactTables, 'train_artifacts'>) => ExpressionWrapper<ArtifactTables, 'train_artifacts', SqlBool>;

/** Notes what files name that are about to go, or to be replaced: their bytes may be nobody's afterwards. */
export async function noteLostBytes(means: Means, trx: Transaction<ArtifactTables>, pick: Pick): Promise<void> {
  await trx
    .insertInto('train_lost_bytes')
    .columns(['project', 'digest', 'size', 'lost_at'])
    .expression((e) =>
      e
        .selectFrom('train_artifacts')
        .select((s) => ['project', s.ref('digest').$notNull().as('digest'), s.fn.max('size').$notNull().as('size'), s.val(means.clock.now()).as('lost_at')])
        .where(pick)
        .where('digest', 'is not', null)
        .groupBy(['project', 'digest']),
    )
    .onConflict((c) => c.doNothing())
    .execute();
}

/** Notes bytes that were stored for a file that could not be recorded. */
export async function noteUnnamedBytes(means: Means, stored: StoredBytes): Promise<void> {
  await means.db
    .tables<ArtifactTables>()
    .insertInto('train_lost_bytes')
    .values({ project: means.project, ...stored, lost_at: means.clock.now() })
    .onConflict((c) => c.doNothing())
    .execute();
}
