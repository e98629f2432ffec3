import { defineErrors, errorKind, type Problem, shortDigest } from '../kernel/index.ts';
import type { GateCheck } from './release.ts';

const listed = (problems: readonly Problem[]): string =>
  `${problems
    .slice(0, 5)
    .map((p) => `${p.path} ${p.message}`)
    .join('; ')}${problems.length > 5 ? `; and ${problems.length - 5} more` : ''}`;

/** Everything that can go wrong between a candidate and a loaded release. */
export const releaseErrors = defineErrors('RELEASE', {
  UNKNOWN: errorKind<{ release: string; known: number }>({
    status: 404,
    message: (f) => `there is no release ${f.release} (${f.known} are known)`,
    remedy: () => 'list them with `capstan releases`; give an id, its first hex digits, or an alias such as champion',
  }),
  AMBIGUOUS: errorKind<{ release: string; matches: readonly string[] }>({
    status: 400,
    message: (f) => `${f.release} may be any of ${f.matches.map(shortDigest).join(', ')}`,
    remedy: () => 'give more of its digits',
  }),
  GATE_FAILED: errorKind<{ run: string; failed: readonly GateCheck[] }>({
    status: 422,
    message: (f) => `the candidate of ${f.run} did not pass the gate: ${f.failed.map((c) => `${c.name} (${c.detail})`).join('; ')}`,
    remedy: () => 'mend what failed and train again, or change the bounds of the gate in the project',
  }),
  REPORT_OF_ANOTHER: errorKind<{ release: string; judged: string }>({
    status: 409,
    message: (f) => `the report is about ${shortDigest(f.judged)}, but the candidate with these rules would be ${shortDigest(f.release)}`,
    remedy: () => 'judge the candidate with the rules that it will be released with',
  }),
  RULES_INVALID: errorKind<{ problems: readonly Problem[] }>({
    status: 422,
    message: (f) => `the rules are not valid: ${listed(f.problems)}`,
    remedy: () => 'correct the named rows; conditions are CEL over score, the features (numbers, with a decimal point) and the raw text columns',
  }),
  TAMPERED: errorKind<{ release: string; part: string; digest: string; reason: string }>({
    status: 500,
    message: (f) => `release ${shortDigest(f.release)} is refused: its ${f.part} (${f.digest}) is not what was released: ${f.reason}`,
    remedy: (f) => `do not serve it; bring the ${f.part} back from a backup, or serve another release`,
  }),
  INCONSISTENT: errorKind<{ release: string; problems: readonly Problem[] }>({
    status: 422,
    message: (f) => `the parts of release ${shortDigest(f.release)} do not fit together: ${listed(f.problems)}`,
    remedy: () => 'train and release again; model, features and contracts of a release must come from one run',
  }),
  FEATURES_FAILED: errorKind<{ release: string; reason: string; stack: string }>({
    status: 500,
    message: (f) => `the feature code of release ${shortDigest(f.release)} failed: ${f.reason}`,
    remedy: (f) => `mend the project's feature file and release again; it failed at ${f.stack}`,
  }),
  PYTHON_UNSET: errorKind<{ release: string }>({
    status: 501,
    message: (f) => `the model of release ${shortDigest(f.release)} runs in Python, and no interpreter was named where it is to run`,
    remedy: () => 'run it in a project, whose .venv or training command names one',
  }),
  ENVIRONMENT_DIFFERS: errorKind<{ release: string; python: string; differences: readonly string[] }>({
    status: 409,
    message: (f) =>
      `release ${shortDigest(f.release)} is not run here: ${f.python} differs from the Python that its model was measured with, and may score otherwise: ${f.differences.join(', ')}`,
    remedy: () =>
      'install the same versions (`capstan releases <id>` lists them), or register the model again here with `capstan release <model>/<version>`, which measures it with what is installed now',
  }),
  NOT_IMMEDIATE: errorKind<{ release: string }>({
    status: 409,
    message: (f) => `the model of release ${shortDigest(f.release)} runs in ONNX Runtime or in Python, which answer later`,
    remedy: () => 'ask it with decideBatch',
  }),
});
