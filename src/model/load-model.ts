import { setImmediate as nextTurn } from 'node:timers/promises';
import { isCapstanError } from '../kernel/index.ts';
import { compileModel } from './compile-model.ts';
import type { Evaluator } from './compile-trees.ts';
import { type CompiledModel, type Engine, type Model, type SessionModel, SLICE } from './model.ts';
import { modelErrors } from './model.errors.ts';
import { decodeOnnx } from './onnx-format.ts';
import { openSession, type Session } from './open-session.ts';
import { openSessionInWorker } from './open-session-in-worker.ts';
import { type ModelInterface, readInterface } from './read-interface.ts';
import { modelProblems } from './verify-model.ts';

/** How a model is to be run. */
export interface LoadOptions {
  /** `auto` compiles what it can and leaves the rest to ONNX Runtime. @default 'auto' */
  readonly runtime?: 'auto' | 'compiled' | 'onnxruntime';
  /** The build of ONNX Runtime. @default native code when installed, else WebAssembly */
  readonly engine?: Engine;
  /** The columns that it will be given, in order: decides for models that leave their number open, or have an input for each column. */
  readonly features?: readonly string[];
  /** The classes whose probabilities it is to give, in this order, each by its name where the model names them; without them, one score. */
  readonly classes?: readonly string[];
  /** Where ONNX Runtime works: in the calling thread, which it blocks, or in one of its own. @default 'here' */
  readonly thread?: 'here' | 'own';
}

/**
 * Verifies a model and makes it ready to answer.
 * Throws MODEL_NOT_ONNX, MODEL_UNSUITABLE (all problems at once), MODEL_NOT_COMPILABLE, MODEL_RUNTIME_MISSING, MODEL_REFUSED.
 * @example
 * const model = await loadModel(bytes);
 * const score = model.runtime === 'compiled' ? model.predict(row) : (await model.predictBatch(Float32Array.from(row), 1))[0];
 */
export async function loadModel(bytes: Uint8Array, options: LoadOptions = {}): Promise<Model> {
  const { runtime = 'auto', engine, features, classes, thread = 'here' } = options;
  const expected = { ...(features && { features }), ...(classes && { classes }) };
  const onnx = decodeOnnx(bytes);
  const problems = modelProblems(onnx, expected);
  const read = readInterface(onnx, expected);
  if (problems.length > 0 || 'problems' in read) throw modelErrors.UNSUITABLE({ problems });
  const { plan } = read;
  if (runtime !== 'onnxruntime') {
    try {
      if (plan.classColumns) throw modelErrors.NOT_COMPILABLE({ reason: 'it gives the probabilities of several classes' });
      return compiledModel(compileModel(onnx), plan.width);
    } catch (error) {
      if (runtime === 'compiled' || !isCapstanError(error, 'MODEL_NOT_COMPILABLE')) throw error;
    }
  }
  return sessionModel(await (thread === 'own' ? openSessionInWorker : openSession)(bytes, plan, engine), plan);
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

function sessionModel(session: Session, plan: ModelInterface): SessionModel {
  const { width, score } = plan;
  // Of [N, 2] probabilities of two labels, the last one is the score.
  const taken = plan.classColumns ?? [score.columns - 1];
  let closed = false;
  return {
    runtime: 'onnxruntime',
    engine: session.engine,
    width,
    async predictBatch(rows, count) {
      checkBatch(rows, count, width);
      const scores = new Float64Array(count * taken.length);
      let at = 0;
      for (let from = 0; from < count; from += SLICE) {
        if (from > 0) await nextTurn();
        if (closed) throw modelErrors.CLOSED({});
        const to = Math.min(from + SLICE, count);
        const values = await session.run(rows.subarray(from * width, to * width), to - from);
        if (values.length !== (to - from) * score.columns)
          throw modelErrors.SHAPE({ what: `the output ${score.name}`, expected: `${(to - from) * score.columns} numbers`, actual: values.length });
        for (let row = 0; row < to - from; row++) for (const column of taken) scores[at++] = values[row * score.columns + column]!;
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
