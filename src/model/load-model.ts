import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCapstanError } from '../kernel/index.ts';
import { compileModel } from './compile-model.ts';
import type { Evaluator } from './compile-trees.ts';
import { scoreOutput, widthOf } from './inspect-model.ts';
import { type CompiledModel, type Engine, type Model, type SessionModel, SLICE } from './model.ts';
import { modelErrors } from './model.errors.ts';
import { decodeOnnx } from './onnx-format.ts';
import { openSession } from './open-session.ts';
import { modelProblems } from './verify-model.ts';

/** How a model is to be run. */
export interface LoadOptions {
  /** `auto` compiles what it can and leaves the rest to ONNX Runtime. @default 'auto' */
  readonly runtime?: 'auto' | 'compiled' | 'onnxruntime';
  /** The build of ONNX Runtime. @default native code when installed, else WebAssembly */
  readonly engine?: Engine;
}

/**
 * Verifies a model and makes it ready to answer.
 * Throws MODEL_NOT_ONNX, MODEL_UNSUITABLE (all problems at once), MODEL_NOT_COMPILABLE, MODEL_RUNTIME_MISSING, MODEL_REFUSED.
 * @example
 * const model = await loadModel(bytes);
 * const score = model.runtime === 'compiled' ? model.predict(row) : (await model.predictBatch(Float32Array.from(row), 1))[0];
 */
export async function loadModel(bytes: Uint8Array, options: LoadOptions = {}): Promise<Model> {
  const { runtime = 'auto', engine } = options;
  const onnx = decodeOnnx(bytes);
  const problems = modelProblems(onnx, {});
  if (problems.length > 0) throw modelErrors.UNSUITABLE({ problems });
  const width = widthOf(onnx.graph)!; // verified above
  if (runtime !== 'onnxruntime') {
    try {
      return compiledModel(compileModel(onnx), width);
    } catch (error) {
      if (runtime === 'compiled' || !isCapstanError(error, 'MODEL_NOT_COMPILABLE')) throw error;
    }
  }
  return sessionModel(bytes, { width, score: scoreOutput(onnx)!, engine });
}

function compiledModel(evaluate: Evaluator, width: number): CompiledModel {
  const rounded = new Float32Array(width);
  return {
    runtime: 'compiled',
    width,
    predict(row) {
      if (row.length !== width) throw modelErrors.SHAPE({ what: 'the row', expected: `${width} features`, actual: row.length });
      for (let f = 0; f < width; f++) rounded[f] = row[f]!;
      return evaluate(rounded);
    },
    async predictBatch(rows, count) {
      checkBatch(rows, count, width);
      const scores = new Float64Array(count);
      for (let row = 0; row < count; row++) {
        if (row > 0 && row % SLICE === 0) await nextTurn();
        scores[row] = evaluate(rows.subarray(row * width, (row + 1) * width));
      }
      return scores;
    },
    close: () => Promise.resolve(),
  };
}

async function sessionModel(bytes: Uint8Array, about: { width: number; score: { name: string; columns: 1 | 2 }; engine: Engine | undefined }): Promise<SessionModel> {
  const { width, score } = about;
  const session = await openSession(bytes, about.engine);
  let closed = false;
  return {
    runtime: 'onnxruntime',
    engine: session.engine,
    width,
    async predictBatch(rows, count) {
      checkBatch(rows, count, width);
      const scores = new Float64Array(count);
      for (let from = 0; from < count; from += SLICE) {
        if (from > 0) await nextTurn();
        if (closed) throw modelErrors.CLOSED({});
        const to = Math.min(from + SLICE, count);
        const values = await session.run(rows.subarray(from * width, to * width), { count: to - from, width, output: score.name });
        if (values.length !== (to - from) * score.columns)
          throw modelErrors.SHAPE({ what: `the output ${score.name}`, expected: `${(to - from) * score.columns} numbers`, actual: values.length });
        for (let row = from; row < to; row++) scores[row] = values[(row - from + 1) * score.columns - 1]!;
      }
      return scores;
    },
    async close() {
      if (closed) return;
      closed = true;
      await session.close();
    },
  };
}

function checkBatch(rows: Float32Array, count: number, width: number): void {
  if (!(Number.isInteger(count) && count >= 0) || rows.length !== count * width) {
    throw modelErrors.SHAPE({ what: 'the batch', expected: `${count} rows of ${width} features (${count * width} numbers)`, actual: rows.length });
  }
}
