import { compileOutputContract, compileRowContract, compileRowReader, type Contract, type Violation } from '../data/index.ts';
import type { Digest, JsonValue, Problem } from '../kernel/index.ts';
import { decodeReference, type Evaluation } from '../train/index.ts';
import { compileRules } from './compile-rules.ts';
import { loadFeatures } from './load-features.ts';
import type { Decided, LoadedRelease } from './loaded-release.ts';
import { type ModelPurpose, modelProblems, type ModelSource, openReleaseModel, type ReadyUnit } from './open-release-model.ts';
import { releaseErrors } from './release.errors.ts';
import type { Release, ReleaseManifest, ReleasePart } from './release.ts';
import type { Rules } from './rules.ts';

/** The verified bytes of a release's parts, and what is known of it. */
export interface ReleaseParts {
  readonly id: Digest;
  readonly manifest: ReleaseManifest;
  readonly release: Release | null;
  readonly bytes: PartBytes;
  readonly model: ModelSource;
  readonly evaluation: Evaluation;
  /** The interpreter that runs models of MLflow here. */
  readonly python: ModelPurpose['python'];
}

/** The bytes of every part but the model, which may be of any size. */
export type PartBytes = Readonly<Record<Exclude<ReleasePart, 'model'>, Uint8Array>>;

/** What precedes the score of one unit. */
type Prepared = Pick<Decided, 'inputs' | 'violations' | 'features'>;

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
const json = <T>(bytes: Uint8Array): T => JSON.parse(text(bytes)) as T;
const refuses = (violations: readonly Violation[]): boolean => violations.some((violation) => violation.severity === 'error');

/**
 * Brings a release to life: feature code loaded, contracts, model and rules compiled, and all of them checked against each other.
 * Throws RELEASE_FEATURES_FAILED, RELEASE_RULES_INVALID, RELEASE_INCONSISTENT, and what `openReleaseModel` throws.
 */
export async function assembleRelease(parts: ReleaseParts): Promise<LoadedRelease> {
  const { id, bytes } = parts;
  const contract = json<Contract>(bytes.inputContract);
  const features = await loadFeatures(text(bytes.featureCode), { state: json<JsonValue>(bytes.featureState), release: id });
  const rules = json<Rules>(bytes.rules);
  const compiledRules = compileRules(rules, contract.columns, features.names);
  const purpose = { release: id, features: features.names, columns: contract.columns, python: parts.python };
  const problems = [...missingColumns(contract, features), ...(await modelProblems(parts.model, purpose)).map(({ path, message }) => ({ path: `/model${path}`, message }))];
  if (problems.length > 0) throw releaseErrors.INCONSISTENT({ release: id, problems });
  const model = await openReleaseModel(parts.model, purpose);
  const readRow = compileRowReader(contract.columns);
  const checkRow = compileRowContract(contract);
  const outputContract = json<Contract>(bytes.outputContract);
  const checkOutput = compileOutputContract(outputContract);

  const prepare = (inputs: Readonly<Record<string, unknown>>): Prepared => {
    const row = readRow(inputs);
    const violations = checkRow(row);
    return { inputs: row, violations, features: violations.length > 0 && refuses(violations) ? null : features.transform(row) };
  };
  const finish = (prepared: Prepared, score: number): Decided => {
    const decided = Number.isFinite(score) ? compiledRules.decide(score, prepared.features!, prepared.inputs) : null;
    const found = checkOutput({ score, decision: decided?.decision ?? null, inputs: prepared.inputs });
    const violations = found.length === 0 ? prepared.violations : [...prepared.violations, ...found];
    if (decided === null || (found.length > 0 && refuses(found))) return refusal({ ...prepared, violations });
    const { decision, rule, reason } = decided;
    return { inputs: prepared.inputs, violations, refused: false, features: prepared.features, score, decision, rule, reason };
  };

  return {
    id,
    manifest: parts.manifest,
    release: parts.release,
    evaluation: parts.evaluation,
    reference: decodeReference(bytes.referenceProfile),
    inputContract: contract,
    outputContract,
    inputColumns: contract.columns,
    featureNames: features.names,
    rules,
    bytes: Object.values(bytes).reduce((sum, part) => sum + part.byteLength, model.bytes),
    runtime: model.runtime,
    mlflow: 'onnx' in parts.model ? null : parts.model.runtime,
    immediate: model.predict !== null,
    decide(inputs) {
      if (model.predict === null) throw releaseErrors.NOT_IMMEDIATE({ release: id });
      const prepared = prepare(inputs);
      return prepared.features === null ? refusal(prepared) : finish(prepared, model.predict(prepared.features));
    },
    async decideBatch(inputs) {
      const prepared = inputs.map(prepare);
      const scores = await model.score(prepared.filter((unit): unit is Prepared & ReadyUnit => unit.features !== null));
      let at = 0;
      return prepared.map((unit) => (unit.features === null ? refusal(unit) : finish(unit, scores[at++]!)));
    },
    featuresOf: (inputs) => prepare(inputs).features,
    warm: () => model.warm(),
    rest: () => model.rest(),
    restart: () => model.restart(),
    close: () => model.close(),
  };
}

const refusal = (unit: Prepared): Decided => ({
  inputs: unit.inputs,
  violations: unit.violations,
  refused: true,
  features: unit.features,
  score: null,
  decision: null,
  rule: null,
  reason: `refused: ${unit.violations.find((violation) => violation.severity === 'error')!.message}`,
});

const missingColumns = (contract: Contract, features: { readonly input: readonly string[] }): readonly Problem[] =>
  features.input.filter((name) => !Object.hasOwn(contract.columns, name)).map((name) => ({ path: '/inputContract', message: `lacks the column ${name}, which the features read` }));
