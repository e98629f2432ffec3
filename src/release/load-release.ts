import { compileOutputContract, compileRowContract, compileRowReader, type Contract, type Violation } from '../data/index.ts';
import { type Digest, type JsonValue, type Problem, setOwn } from '../kernel/index.ts';
import { decodeReference, type Evaluation } from '../train/index.ts';
import { compileRules } from './compile-rules.ts';
import { loadFeatures } from './load-features.ts';
import type { Decided, LoadedRelease, Probabilities } from './loaded-release.ts';
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
  /** Those that it tells apart; absent where it tells none. */
  readonly classes?: readonly string[];
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
  const { id, bytes, classes } = parts;
  const several = classes && { classes };
  const contract = json<Contract>(bytes.inputContract);
  const features = await loadFeatures(text(bytes.featureCode), { state: json<JsonValue>(bytes.featureState), release: id });
  const rules = json<Rules>(bytes.rules);
  const compiledRules = compileRules(rules, { columns: contract.columns, features: features.names, ...several });
  const purpose = { release: id, features: features.names, columns: contract.columns, python: parts.python, ...several };
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
  const finish = (prepared: Prepared, score: number, answer?: ClassAnswer): Decided => {
    const row = prepared.inputs;
    const decided = Number.isFinite(score) ? compiledRules.decide({ score, features: prepared.features!, row, ...(answer && { predicted: answer.predicted }) }) : null;
    const found = checkOutput({ score, decision: decided?.decision ?? null, inputs: row });
    const violations = found.length === 0 ? prepared.violations : [...prepared.violations, ...found];
    if (decided === null || (found.length > 0 && refuses(found))) return refuse({ ...prepared, violations });
    const { decision, rule, reason } = decided;
    return { inputs: row, violations, refused: false, features: prepared.features, score, ...answer, decision, rule, reason };
  };
  const finishClasses = (prepared: Prepared, scores: Float64Array): Decided => {
    const answer = readClasses(classes!, scores);
    return 'violation' in answer
      ? refuse({ ...prepared, violations: [...prepared.violations, answer.violation] })
      : finish(prepared, answer.probabilities[answer.predicted]!, answer);
  };
  const refuse = (unit: Prepared): Decided => (classes ? { ...refusal(unit), predicted: null, probabilities: null } : refusal(unit));

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
    ...several,
    rules,
    bytes: Object.values(bytes).reduce((sum, part) => sum + part.byteLength, model.bytes),
    runtime: model.runtime,
    mlflow: 'onnx' in parts.model ? null : parts.model.runtime,
    immediate: model.predict !== null,
    decide(inputs) {
      if (model.predict === null) throw releaseErrors.NOT_IMMEDIATE({ release: id });
      const prepared = prepare(inputs);
      return prepared.features === null ? refuse(prepared) : finish(prepared, model.predict(prepared.features));
    },
    async decideBatch(inputs) {
      const prepared = inputs.map(prepare);
      const scores = await model.score(prepared.filter((unit): unit is Prepared & ReadyUnit => unit.features !== null));
      let at = 0;
      return prepared.map((unit) => {
        if (unit.features === null) return refuse(unit);
        return classes ? finishClasses(unit, scores.subarray(at, (at += classes.length))) : finish(unit, scores[at++]!);
      });
    },
    featuresOf: (inputs) => prepare(inputs).features,
    warm: () => model.warm(),
    rest: () => model.rest(),
    restart: () => model.restart(),
    close: () => model.close(),
  };
}

/** The classes' probabilities by name, and the most probable one. */
interface ClassAnswer {
  readonly predicted: string;
  readonly probabilities: Probabilities;
}

/** How far from 1 probabilities may add up: they come in 32-bit floats. */
const ROUNDING = 1e-3;

/** Reads a row of probabilities; what is none breaks the answer whatever the contract says. */
function readClasses(classes: readonly string[], scores: Float64Array): ClassAnswer | { readonly violation: Violation } {
  const probabilities: Record<string, number> = {};
  let sum = 0;
  let best = 0;
  for (let k = 0; k < classes.length; k++) {
    const p = scores[k]!;
    if (!(p >= 0)) return { violation: { column: 'score', reason: 'out_of_range', severity: 'error', message: `the score of ${classes[k]} is ${p}, no probability` } };
    setOwn(probabilities, classes[k]!, p);
    sum += p;
    if (p > scores[best]!) best = k;
  }
  if (Math.abs(sum - 1) > ROUNDING)
    return { violation: { column: 'score', reason: 'out_of_range', severity: 'error', message: `the probabilities of the classes add up to ${sum.toPrecision(4)}, not to 1` } };
  return { predicted: classes[best]!, probabilities };
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
