import { compileReader, type Digest, type Instant, type JsonValue, shortDigest, Type } from '../kernel/index.ts';
import { classesOf, type Scope } from '../scope/index.ts';
import type { Means } from '../store/index.ts';
import type { Candidate, Evaluation } from '../train/index.ts';
import { lookAtPython, type PythonPlace } from '../work/index.ts';
import { judgeCandidate } from './judge-candidate.ts';
import { assembleRelease } from './load-release.ts';
import type { LoadedRelease } from './loaded-release.ts';
import { releaseIdOf } from './manifest.ts';
import { releaseErrors } from './release.errors.ts';
import type { Gate, GateReport, RegisteredOrigin, Release, ReleaseManifest } from './release.ts';
import {
  findAlias,
  findRelease,
  findReleases,
  readEvaluation,
  readManifest,
  readParts,
  readTestRows,
  recordJudgement,
  saveAlias,
  saveJson,
  saveRelease,
  type Told,
} from './release.store.ts';
import { resolveRelease } from './resolve-release.ts';
import type { Rules } from './rules.ts';

/** What releases are judged by and made with. */
export interface ReleaseSettings {
  readonly scope: Scope;
  readonly gate: Gate;
  /** Released with every model. */
  readonly rules: Rules;
  /** What runs models that are not ONNX; they are refused without. */
  readonly python?: PythonPlace;
}

/** Facts about the making of a release. */
export interface ReleaseFacts {
  readonly note: string;
  readonly actor: string;
  /** Event time of its making. */
  readonly eventAt: Instant;
  /** The registered version that the model is; the two are linked. */
  readonly registered?: RegisteredOrigin;
}

/** Candidates in, releases out: see `createReleaseRoom`. */
export interface ReleaseRoom {
  /**
   * Puts a candidate through every check of the gate and tells the ledger. A candidate that cannot even be loaded throws
   * RELEASE_RULES_INVALID, RELEASE_INCONSISTENT, RELEASE_FEATURES_FAILED, RELEASE_TAMPERED.
   */
  judge(candidate: Candidate, options?: { readonly champion?: Digest | null; readonly actor?: string; readonly eventAt?: Instant }): Promise<GateReport>;
  /** Makes the release of a candidate that passed. Making it again gives the one that is there. Throws RELEASE_GATE_FAILED, RELEASE_REPORT_OF_ANOTHER. */
  create(candidate: Candidate, report: GateReport, facts: ReleaseFacts): Promise<Release>;
  /** Makes a release that differs from `base` in its rules alone. No gate: live traffic judges rules. Throws RELEASE_RULES_INVALID, RELEASE_UNKNOWN. */
  createRulesOnly(base: Digest, rules: Rules, facts: ReleaseFacts): Promise<Release>;
  /** Every release, in the order of making. */
  list(): Promise<readonly Release[]>;
  /** One release by its id. Throws RELEASE_UNKNOWN. */
  read(id: Digest): Promise<Release>;
  /** One release by id, first hex digits, `r3` (the third) or alias. Throws RELEASE_UNKNOWN, RELEASE_AMBIGUOUS. */
  resolve(name: string): Promise<Release>;
  /** What was measured on its test rows. */
  evaluation(id: Digest): Promise<Evaluation>;
  /** The test rows that it was released by, as requests carry them, and their labels; of several classes, places in those of the scope. Throws RELEASE_UNKNOWN. */
  testRows(id: Digest): Promise<{ readonly rows: readonly Record<string, unknown>[]; readonly labels: Float64Array }>;
  /** The release that an alias such as `champion` names, or null. */
  alias(name: string): Promise<Digest | null>;
  /** Points an alias at a release; an event of the ledger. Throws RELEASE_UNKNOWN. */
  moveAlias(name: string, to: Digest, told: Told): Promise<void>;
  /** A release in memory, every byte verified. The 16 used last are kept. Throws RELEASE_UNKNOWN, RELEASE_TAMPERED. */
  load(id: Digest): Promise<LoadedRelease>;
}

const rulesReader = compileReader(
  Type.Object(
    {
      rows: Type.Array(Type.Object({ id: Type.String(), when: Type.String(), decision: Type.String(), reason: Type.String() }, { additionalProperties: false })),
      otherwise: Type.Object({ decision: Type.String(), reason: Type.String() }, { additionalProperties: false }),
    },
    { additionalProperties: false },
  ),
);

/** Loaded releases that are kept; one takes a few MB. */
const KEPT = 16;

/** Opens the release room of a project. Needs `releaseMigrations`. */
export function createReleaseRoom(means: Means, settings: ReleaseSettings): ReleaseRoom {
  const kept = new Map<Digest, Promise<LoadedRelease>>();

  const assemble = async (manifest: ReleaseManifest, about: { readonly release: Release | null; readonly evaluation: Digest }): Promise<LoadedRelease> =>
    assembleRelease({
      id: releaseIdOf(manifest),
      manifest,
      release: about.release,
      ...(await readParts(means, manifest)),
      evaluation: await readEvaluation(means, about.evaluation),
      python() {
        if (!settings.python) throw releaseErrors.PYTHON_UNSET({ release: releaseIdOf(manifest) });
        return lookAtPython(settings.python, 'scoring');
      },
    });

  const loadFresh = async (id: Digest): Promise<LoadedRelease> => {
    const release = await findRelease(means, id);
    return assemble(await readManifest(means, id), { release, evaluation: release.evaluation });
  };

  const load = (id: Digest): Promise<LoadedRelease> => {
    const loading = kept.get(id) ?? loadFresh(id);
    kept.delete(id);
    kept.set(id, loading);
    // Whoever still serves from one that is let go keeps it alive; a failed load is tried anew next time.
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    loading.catch(() => kept.get(id) === loading && kept.delete(id));
    return loading;
  };

  const manifestOf = async (candidate: Candidate, rules: Rules): Promise<ReleaseManifest> => {
    const { model, featureCode, featureState, inputContract, outputContract, referenceProfile, runtime, classes } = candidate;
    return {
      format: 'capstan-release-1',
      project: means.project,
      model,
      featureCode,
      featureState,
      inputContract,
      outputContract,
      rules: await saveJson(means, rulesReader.read(rules, 'the rules')),
      referenceProfile,
      ...(runtime !== undefined && { runtime }),
      ...(classes !== undefined && { classes }),
    };
  };

  return {
    async judge(candidate, options = {}) {
      const manifest = await manifestOf(candidate, settings.rules);
      const loaded = await assemble(manifest, { release: null, evaluation: candidate.evaluation });
      let report: GateReport;
      try {
        const { rows, labels } = await readTestRows(means, candidate.testRows, { columns: loaded.inputColumns, classes: classesOf(settings.scope.cost) });
        const champion = options.champion ? await load(options.champion) : null;
        report = await judgeCandidate({ id: loaded.id, candidate: loaded, champion, rows, labels }, settings.scope, settings.gate);
      } finally {
        await loaded.close();
      }
      const failed = report.checks.filter((check) => !check.passed);
      await recordJudgement(
        means,
        { run: candidate.run, passed: report.passed },
        {
          actor: options.actor ?? 'gate',
          why: report.passed ? `all ${report.checks.length} checks passed` : failed.map((check) => `${check.name}: ${check.detail}`).join('; '),
          eventAt: options.eventAt ?? candidate.trainedUntil,
          evidence: { ...report, checks: report.checks.map((check) => ({ ...check })), champion: options.champion ?? null } satisfies JsonValue,
        },
      );
      return report;
    },

    async create(candidate, report, facts) {
      const manifest = await manifestOf(candidate, settings.rules);
      const id = releaseIdOf(manifest);
      if (!report.passed) throw releaseErrors.GATE_FAILED({ run: candidate.run, failed: report.checks.filter((check) => !check.passed) });
      if (report.release !== id) throw releaseErrors.REPORT_OF_ANOTHER({ release: id, judged: report.release });
      const release: Release = {
        id,
        manifest,
        createdAt: means.clock.now(),
        trainedUntil: candidate.trainedUntil,
        run: candidate.run,
        parent: await findAlias(means, 'champion'),
        kind: 'model',
        note: facts.note,
        eventAt: facts.eventAt,
        evaluation: candidate.evaluation,
        testRows: candidate.testRows,
        ...(facts.registered && { registered: facts.registered }),
      };
      return saveRelease(means, release, { actor: facts.actor, why: facts.note, eventAt: facts.eventAt, evidence: { run: candidate.run, kind: 'model' } });
    },

    async createRulesOnly(base, rules, facts) {
      const from = await findRelease(means, base);
      const manifest: ReleaseManifest = { ...from.manifest, rules: await saveJson(means, rulesReader.read(rules, 'the rules')) };
      // Loading type-checks the rules against the base's features and columns.
      await (await assemble(manifest, { release: null, evaluation: from.evaluation })).close();
      const release: Release = {
        ...from,
        id: releaseIdOf(manifest),
        manifest,
        createdAt: means.clock.now(),
        run: null,
        parent: base,
        kind: 'rules',
        note: facts.note,
        eventAt: facts.eventAt,
      };
      return saveRelease(means, release, { actor: facts.actor, why: facts.note, eventAt: facts.eventAt, evidence: { base: shortDigest(base), kind: 'rules' } });
    },

    list: () => findReleases(means),
    read: (id) => findRelease(means, id),
    resolve: (name) => resolveRelease(means, name),
    evaluation: async (id) => readEvaluation(means, (await findRelease(means, id)).evaluation),
    testRows: async (id) => readTestRows(means, (await findRelease(means, id)).testRows, { columns: (await load(id)).inputColumns, classes: classesOf(settings.scope.cost) }),
    alias: (name) => findAlias(means, name),
    moveAlias: (name, to, told) => saveAlias(means, { name, to }, told),
    load,
  };
}
