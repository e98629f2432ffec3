import { messageOf } from '../kernel/index.ts';
import { type Engine, ENGINES } from './model.ts';
import { modelErrors } from './model.errors.ts';
import type { InputPlan, InputType, ModelInterface } from './read-interface.ts';

/** What both builds of ONNX Runtime have in common, as far as it is used here. */
interface RuntimePackage {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<RuntimeSession> };
  readonly Tensor: new (type: string, data: Float32Array | Float64Array | Int32Array | BigInt64Array, dims: readonly number[]) => unknown;
  readonly env: { readonly wasm: { numThreads?: number } };
}

interface RuntimeSession {
  run(feeds: Readonly<Record<string, unknown>>, fetches: readonly string[]): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
  release(): Promise<void>;
}

/** A loaded graph. */
export interface Session {
  readonly engine: Engine;
  /** The elements of the score's output for `count` rows. Throws MODEL_VALUE_NOT_WHOLE, MODEL_RUN_FAILED. */
  run(rows: Float32Array, count: number): Promise<Float32Array | Float64Array>;
  close(): Promise<void>;
}

/** One thread and no arena: by default every session would add a thread per core and keep its peak memory. */
const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false, enableMemPattern: false, executionMode: 'sequential', logSeverityLevel: 4 };

/**
 * Opens a graph in ONNX Runtime, in this thread: in native code when `onnxruntime-node` is installed, else in WebAssembly.
 * Throws MODEL_RUNTIME_MISSING, MODEL_REFUSED.
 */
export async function openSession(bytes: Uint8Array, plan: ModelInterface, wanted?: Engine): Promise<Session> {
  const { engine, runtime } = await loadRuntime(wanted ? [wanted] : ENGINES);
  let session: RuntimeSession;
  try {
    session = await runtime.InferenceSession.create(bytes, { ...OPTIONS, executionProviders: [engine === 'native' ? 'cpu' : 'wasm'] });
  } catch (error) {
    throw modelErrors.REFUSED({ runtime: PACKAGES[engine], reason: messageOf(error) }, { cause: error });
  }
  return {
    engine,
    async run(rows, count) {
      const feeds: Record<string, unknown> = {};
      for (const input of plan.inputs) {
        const values = TAKE[input.type](columnsOf(rows, { count, width: plan.width, input }), input.name);
        feeds[input.name] = new runtime.Tensor(TENSOR_TYPES[input.type], values, input.isMatrix ? [count, input.columns.length] : [count]);
      }
      try {
        const results = await session.run(feeds, [plan.score.name]);
        return results[plan.score.name]!.data as Float32Array | Float64Array;
      } catch (error) {
        throw modelErrors.RUN_FAILED({ reason: messageOf(error) }, { cause: error });
      }
    },
    close: () => session.release(),
  };
}

const TENSOR_TYPES: Readonly<Record<InputType, string>> = { float: 'float32', double: 'float64', int32: 'int32', int64: 'int64' };

const TAKE = {
  float: (values: Float32Array) => values,
  double: (values: Float32Array) => Float64Array.from(values),
  int32: (values: Float32Array, name: string) => Int32Array.from(whole(values, name)),
  int64: (values: Float32Array, name: string) => BigInt64Array.from(whole(values, name), BigInt),
} as const;

/** Cutting a fraction off would give a plausible score for another row. */
function whole(values: Float32Array, input: string): Float32Array {
  const wrong = values.find((value) => !Number.isInteger(value));
  if (wrong !== undefined) throw modelErrors.VALUE_NOT_WHOLE({ input, value: wrong });
  return values;
}

function columnsOf(rows: Float32Array, about: { count: number; width: number; input: InputPlan }): Float32Array {
  const { count, width, input } = about;
  const { columns } = input;
  if (columns.length === width) return rows;
  const taken = new Float32Array(count * columns.length);
  for (let row = 0, at = 0; row < count; row++) for (const column of columns) taken[at++] = rows[row * width + column]!;
  return taken;
}

const PACKAGES: Readonly<Record<Engine, string>> = { native: 'onnxruntime-node', wasm: 'onnxruntime-web' };

async function loadRuntime(engines: readonly Engine[]): Promise<{ engine: Engine; runtime: RuntimePackage }> {
  const tried: string[] = [];
  for (const engine of engines) {
    try {
      const loaded: unknown = engine === 'native' ? await import('onnxruntime-node') : await import('onnxruntime-web');
      const runtime = loaded as RuntimePackage;
      if (engine === 'wasm') runtime.env.wasm.numThreads = 1;
      return { engine, runtime };
    } catch (error) {
      tried.push(`${PACKAGES[engine]} (${messageOf(error).split('\n')[0]})`);
    }
  }
  throw modelErrors.RUNTIME_MISSING({ tried });
}
