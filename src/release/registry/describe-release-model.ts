import type { Release } from '../release.ts';

/** What a Python client is told of a release's model. */
export interface ModelFacts {
  /** In the order in which the model takes them. */
  readonly features: readonly string[];
  /** Of the ONNX file, in bytes. */
  readonly size: number;
  /** Names and sizes of its outputs, one a column. */
  readonly outputs: readonly string[];
}

/** What the files of a release's model need of Python. */
const REQUIREMENTS = ['mlflow', 'onnx>=1.16', 'onnxruntime>=1.17', 'pandas'];

/** The ONNX file beside the files that describe it. */
export const MODEL_FILE = 'model.onnx';

const AHEAD =
  'The model alone: it takes the feature vector that the signature names. In production Capstan makes those features from the raw row, checks contracts and applies rules; ask the deployment for decisions.';

/**
 * The files beside `model.onnx` with which MLflow's Python client loads a release, by name: the flavors `onnx` and `python_function`. They are written as JSON, which
 * is YAML too.
 */
export function describeReleaseModel(release: Release, facts: ModelFacts): Readonly<Record<string, string>> {
  const doubles = (names: readonly string[]): string => JSON.stringify(names.map((name) => ({ type: 'double', name, required: true })));
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    MLmodel: json({
      flavors: {
        onnx: { code: null, data: MODEL_FILE, onnx_session_options: null, onnx_version: '1.18.0', providers: ['CPUExecutionProvider'] },
        python_function: { data: MODEL_FILE, env: { conda: 'conda.yaml', virtualenv: 'python_env.yaml' }, loader_module: 'mlflow.onnx' },
      },
      is_signature_from_type_hint: false,
      metadata: { 'capstan.release': release.id, 'capstan.note': AHEAD },
      model_id: null,
      model_size_bytes: facts.size,
      model_uuid: release.id.slice(7, 39),
      run_id: release.run,
      signature: { inputs: doubles(facts.features), outputs: doubles(facts.outputs), params: null },
      utc_time_created: new Date(release.createdAt).toISOString().replace('T', ' ').replace('Z', '000'),
    }),
    'requirements.txt': `${REQUIREMENTS.join('\n')}\n`,
    'python_env.yaml': json({ build_dependencies: ['pip'], dependencies: ['-r requirements.txt'] }),
    'conda.yaml': json({ channels: ['conda-forge'], dependencies: ['pip', { pip: REQUIREMENTS }], name: 'mlflow-env' }),
  };
}
