import type { Kysely } from 'kysely';
import { findNames, ledgerTables, type Means } from '../../store/index.ts';
import type { ArtifactTables } from '../artifacts/artifact-tables.store.ts';
import { findChildren } from './find-children.store.ts';
import type { DatedOrder, Kept } from './garbage.ts';
import { homeOf } from './home-of.ts';
import { inParts } from './in-parts.ts';
import { keepNeeded, type Need } from './keep-needed.ts';

/** A run or logged model that is to go. */
export interface Doomed {
  readonly no: number;
  readonly id: string;
  readonly experiment: number;
  readonly uri: string;
}

/** What is to go, and what stays although it was deleted long ago. */
export interface Sentence {
  readonly runs: readonly Doomed[];
  readonly models: readonly Doomed[];
  readonly experiments: readonly number[];
  readonly kept: readonly Kept[];
}

/**
 * The tables of tracking itself: that a run is spelled in its own rows, or in what its children say of it, is no need of it. What is one is asked by name below. The ledger
 * tells what happened, and needs nothing. `train_runs` is missing here on purpose: a run of a Capstan pipeline is what its candidate was made by.
 */
const OWN: ReadonlySet<string> = new Set([
  ...ledgerTables,
  ...([
    'train_experiments',
    'train_experiment_tags',
    'train_keys',
    'train_tracked_runs',
    'train_params',
    'train_tags',
    'train_datasets',
    'train_run_inputs',
    'train_run_models',
    'train_logged_models',
    'train_logged_model_params',
    'train_logged_model_tags',
    'train_logged_model_metrics',
    'train_artifacts',
    'train_lost_bytes',
  ] satisfies (keyof ArtifactTables)[]),
]);

/** Decides what of all that was deleted before a moment may go: everything that nothing which stays needs. */
export async function findDoomed(means: Means, order: DatedOrder): Promise<Sentence> {
  const db = means.db.tables<ArtifactTables>();
  const dead = await findDead(db, means.project, order);
  if (order.children === true) for (const child of await findChildren(means, [...dead.runs.keys()])) dead.runs.set(child.id, child);
  const named = await findNames(means.db, new Set([...dead.runs.keys(), ...dead.models.keys()]), { except: OWN });
  const needs = [...(await readNeeds(db, means.project, dead)), ...(await placesInside(db, means.project, dead))];
  const doomed = new Set([...[...dead.runs.keys()].map((id) => `run ${id}`), ...[...dead.models.keys()].map((id) => `logged model ${id}`)]);
  const reasons = new Map([...named].map(([id, table]) => [`${dead.runs.has(id) ? 'run' : 'logged model'} ${id}`, `a record of ${table.split('_', 1)[0]} names it (${table})`]));
  const whys = keepNeeded(doomed, { reasons, needs });
  const kept: Kept[] = [];
  const go = (noun: 'run' | 'logged model', things: ReadonlyMap<string, Doomed>): Doomed[] =>
    [...things.values()].filter((thing) => {
      const why = whys.get(`${noun} ${thing.id}`);
      if (why !== undefined) kept.push({ noun, name: thing.id, why });
      return why === undefined;
    });
  const [models, runs] = [go('logged model', dead.models), go('run', dead.runs)];
  const experiments = await emptyExperiments(db, means.project, { dead: dead.experiments, runs, models, kept });
  return { runs, models, experiments, kept };
}

interface Dead {
  readonly runs: Map<string, Doomed>;
  readonly models: Map<string, Doomed>;
  readonly experiments: readonly number[];
}

/** Everything that was deleted before a moment; the logged models of an experiment go with it, though they are not marked. */
async function findDead(db: Kysely<ArtifactTables>, project: string, { before }: DatedOrder): Promise<Dead> {
  const experiments = (
    await db.selectFrom('train_experiments').select('no').where('project', '=', project).where('lifecycle', '=', 'deleted').where('deleted_at', '<=', before).execute()
  )
    .map((row) => row.no)
    .filter((no) => no !== 0);
  const select = (table: 'train_tracked_runs' | 'train_logged_models') =>
    db.selectFrom(table).select(['no', 'id', 'experiment', 'artifact_uri as uri']).where('project', '=', project);
  const deleted = (table: 'train_tracked_runs' | 'train_logged_models'): Promise<Doomed[]> =>
    select(table).where('lifecycle', '=', 'deleted').where('deleted_at', '<=', before).execute();
  const ofExperiments = await inParts(experiments, (part) => select('train_logged_models').where('experiment', 'in', part).execute());
  const byId = (rows: readonly Doomed[]) => new Map(rows.map((row) => [row.id, row]));
  return { runs: byId(await deleted('train_tracked_runs')), models: byId([...(await deleted('train_logged_models')), ...ofExperiments]), experiments };
}

/** The lineage: a run needs the models it read, a logged model the run that made it. */
async function readNeeds(db: Kysely<ArtifactTables>, project: string, dead: Dead): Promise<Need[]> {
  const read = await inParts([...dead.models.keys()], (part) =>
    db
      .selectFrom('train_run_models')
      .innerJoin('train_tracked_runs', 'train_tracked_runs.no', 'train_run_models.run')
      .select(['train_tracked_runs.id as run', 'train_run_models.model as model'])
      .where('train_tracked_runs.project', '=', project)
      .where('train_run_models.side', '=', 'input')
      .where('train_run_models.model', 'in', part)
      .execute(),
  );
  const made = await inParts([...dead.runs.keys()], (part) =>
    db.selectFrom('train_logged_models').select(['id as model', 'source_run as run']).where('project', '=', project).where('source_run', 'in', part).execute(),
  );
  return [
    ...read.map(({ run, model }) => ({ who: `run ${run}`, needs: `logged model ${model}`, why: `run ${run} reads it` })),
    ...made.map(({ run, model }) => ({ who: `logged model ${model}`, needs: `run ${run}`, why: `logged model ${model} was made by it` })),
  ];
}

/** An experiment may be told to keep its artifacts anywhere, even among those of a run. */
async function placesInside(db: Kysely<ArtifactTables>, project: string, dead: Dead): Promise<Need[]> {
  const rows = await db.selectFrom('train_experiments').select(['no', 'artifact_location']).where('project', '=', project).execute();
  const homes = new Map<string, string>();
  for (const [noun, things] of [
    ['run', dead.runs],
    ['logged model', dead.models],
  ] as const)
    for (const thing of things.values()) {
      const home = homeOf(thing.uri);
      if (home !== undefined) homes.set(home, `${noun} ${thing.id}`);
    }
  return rows.flatMap((row): Need[] => {
    const segments = (homeOf(row.artifact_location) ?? '').split('/');
    const inside = segments.map((_, i) => homes.get(segments.slice(0, i + 1).join('/'))).find((one) => one !== undefined);
    return inside === undefined ? [] : [{ who: `experiment ${row.no}`, needs: inside, why: `experiment ${row.no} keeps its artifacts inside its own` }];
  });
}

/** Those of the deleted experiments of which nothing stays, but for the newest of all. */
async function emptyExperiments(
  db: Kysely<ArtifactTables>,
  project: string,
  about: { readonly dead: readonly number[]; readonly runs: readonly Doomed[]; readonly models: readonly Doomed[]; readonly kept: Kept[] },
): Promise<number[]> {
  const going = new Set([...about.runs, ...about.models].map((thing) => thing.id));
  const staying = new Map<number, string>();
  for (const [noun, table] of [
    ['run', 'train_tracked_runs'],
    ['logged model', 'train_logged_models'],
  ] as const) {
    const rows = await inParts(about.dead, (part) => db.selectFrom(table).select(['id', 'experiment']).where('project', '=', project).where('experiment', 'in', part).execute());
    for (const row of rows) if (!going.has(row.id) && !staying.has(row.experiment)) staying.set(row.experiment, `${noun} ${row.id} of it stays`);
  }
  // The next experiment gets the number after the last one: a number that clients still hold must not come to mean another experiment.
  const last = await db
    .selectFrom('train_experiments')
    .select((e) => e.fn.max('no').as('no'))
    .where('project', '=', project)
    .executeTakeFirstOrThrow();
  for (const no of about.dead) if (no === last.no && !staying.has(no)) staying.set(no, 'its number would be given again: it goes when there is a newer one');
  for (const [no, why] of staying) about.kept.push({ noun: 'experiment', name: String(no), why });
  return about.dead.filter((no) => !staying.has(no));
}
