/** Runs in the event loop, on our own typed arrays: for trees and linear models, 1 to 7 µs a row. */
export interface CompiledModel {
  readonly runtime: 'compiled';
  /** Number of features. */
  readonly width: number;
  /**
   * The score of one row: `width` numbers in the order of training, NaN where missing, rounded to 32-bit floats as ONNX does.
   * Synchronous, without allocation. Throws MODEL_SHAPE.
   */
  predict(row: Float64Array): number;
  predictBatch(rows: Float32Array, count: number): Promise<Float64Array>;
  close(): Promise<void>;
}

/** Runs in ONNX Runtime: for every other graph. */
export interface SessionModel {
  readonly runtime: 'onnxruntime';
  /** Which build of ONNX Runtime: native code or WebAssembly. */
  readonly engine: Engine;
  readonly width: number;
  /**
   * The scores of `count` rows, given row after row; of several classes, all probabilities of a row after those of the row before. Between slices of 2,048 rows other work gets its turn; a slice itself
   * blocks the event loop. Throws MODEL_SHAPE, MODEL_CLOSED.
   */
  predictBatch(rows: Float32Array, count: number): Promise<Float64Array>;
  /** Frees the session. */
  close(): Promise<void>;
}

/** A model that is ready to answer; ask `runtime` before calling `predict`. */
export type Model = CompiledModel | SessionModel;

/** The builds of ONNX Runtime, the preferred one first. */
export const ENGINES = ['native', 'wasm'] as const;
export type Engine = (typeof ENGINES)[number];

/** Rows scored before other work gets its turn. */
export const SLICE = 2_048;
