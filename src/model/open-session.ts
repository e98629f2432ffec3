import { messageOf } from '../kernel/index.ts';
import { type Engine, ENGINES } from './model.ts';
import { modelErrors } from './model.errors.ts';

/** What both builds of ONNX Runtime have in common, as far as it is used here. */
interface RuntimePackage {
  readonly InferenceSession: { create(bytes: Uint8Array, options: object): Promise<RuntimeSession> };
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown;
  readonly env: { readonly wasm: { numThreads?: number } };
}

interface RuntimeSession {
  readonly inputNames: readonly string[];
  run(feeds: Readonly<Record<string, unknown>>, fetches: readonly string[]): Promise<Readonly<Record<string, { readonly data: unknown }>>>;
  release(): Promise<void>;
}

/** A loaded graph. */
export interface Session {
  readonly engine: Engine;
  /** Runs `count` rows and gives the named output's elements. */
  run(rows: Float32Array, about: { count: number; width: number; output: string }): Promise<Float32Array>;
  close(): Promise<void>;
}

/** One thread and no arena: by default every session would add a thread per core and keep its peak memory. */
const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, enableCpuMemArena: false, enableMemPattern: false, executionMode: 'sequential', logSeverityLevel: 4 };

/**
 * Opens a graph in ONNX Runtime: in native code when `onnxruntime-node` is installed, else in WebAssembly.
 * Throws MODEL_RUNTIME_MISSING, MODEL_REFUSED.
 */
export async function openSession(bytes: Uint8Array, wanted?: Engine): Promise<Session> {
  const { engine, runtime } = await loadRuntime(wanted ? [wanted] : ENGINES);
  let session: RuntimeSession;
  try {
    session = await runtime.InferenceSession.create(bytes, { ...OPTIONS, executionProviders: [engine === 'native' ? 'cpu' : 'wasm'] });
  } catch (error) {
    throw modelErrors.REFUSED({ runtime: PACKAGES[engine], reason: messageOf(error) }, { cause: error });
  }
  const input = session.inputNames[0] ?? '';
  return {
    engine,
    async run(rows, { count, width, output }) {
      const results = await session.run({ [input]: new runtime.Tensor('float32', rows, [count, width]) }, [output]);
      return results[output]!.data as Float32Array;
    },
    close: () => session.release(),
  };
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
