import { oneOf, orNull, schemaFor, Type } from '../kernel/index.ts';
import type { MlflowDescription } from '../model/index.ts';
import type { FoundPython } from '../work/index.ts';

/** How a model of MLflow is run: in Python, and what that Python was when the model was measured. */
export interface MlflowRuntime {
  readonly kind: 'mlflow';
  /** Ways to load it, such as `python_function` and `sklearn`. */
  readonly flavors: readonly string[];
  /** How its scores are obtained, in words. */
  readonly scores: string;
  /** The columns that it takes, in order, with their types in MLflow's words. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Version of Python. */
  readonly python: string;
  /** Versions of the packages that its requirements name, and of numpy; null for one that is not installed. */
  readonly packages: Readonly<Record<string, string | null>>;
  /** What its scores are; probabilities where it does not say. */
  readonly answers?: 'number' | 'classes';
}

export const mlflowRuntimeSchema = schemaFor<MlflowRuntime>()(
  Type.Object(
    {
      kind: Type.Literal('mlflow'),
      flavors: Type.Array(Type.String(), { description: 'ways to load it, such as `python_function` and `sklearn`' }),
      scores: Type.String({ description: 'how its scores are obtained' }),
      columns: Type.Array(Type.Object({ name: Type.String(), type: Type.String() }), { description: 'what it takes, in order, with types in MLflow’s words' }),
      python: Type.String({ description: 'version of Python' }),
      packages: Type.Record(Type.String(), orNull(Type.String()), { description: 'versions of the packages that it needs, when it was measured' }),
      answers: Type.Optional(oneOf(['number', 'classes'], 'what its scores are; probabilities of label 1 where it does not say')),
    },
    { description: 'how a model that is not ONNX is run: in Python, and what that Python was when the model was measured' },
  ),
);

/** The packages that count for a model: those that its requirements name, and numpy, which computes for most of them. */
export function packagesOf(
  { requirements }: Pick<MlflowDescription, 'requirements'>,
  { distributions }: Pick<FoundPython, 'distributions'>,
): Readonly<Record<string, string | null>> {
  const installed = new Map(distributions.map(({ name, version }) => [name, version]));
  // The client may be installed without its server.
  const versionOf = (name: string): string | null => installed.get(name) ?? (name === 'mlflow' ? installed.get('mlflow-skinny') : undefined) ?? null;
  return Object.fromEntries([...new Set([...requirements, 'numpy'])].toSorted().map((name) => [name, versionOf(name)]));
}
