import { messageOf } from '../kernel/index.ts';
import { encodeLinear, loadModel } from '../model/index.ts';
import { openColumns, openSqlite } from '../store/index.ts';

/** How one thing that Capstan needs is: `warn` goes on with less, `bad` does not go on. */
export interface Diagnosis {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'bad';
  readonly found: string;
  /** What to do; absent when all is well. */
  readonly remedy?: string;
}

const REINSTALL = 'install the packages again: npm ci (or npm install), with optional packages';

/** Tries the native parts on this machine: records, tables, models and the bundler, each by using it. Never throws. */
export function examineMachine(): Promise<Diagnosis[]> {
  return Promise.all([
    tryOut('records (SQLite)', async () => {
      const db = await openSqlite(':memory:');
      await db.close();
      return { found: process.getBuiltinModule('node:sqlite') === undefined ? '@photostructure/sqlite' : 'built into Node' };
    }),
    tryOut('tables (DuckDB)', async () => {
      const columns = openColumns();
      try {
        const [row] = await columns.query<{ version: string }>('SELECT version() AS version');
        return { found: row?.version ?? 'no version' };
      } finally {
        await columns.close();
      }
    }),
    tryOut('models (ONNX Runtime)', async () => {
      const model = await loadModel(encodeLinear({ weights: [1], bias: 0 }, { features: ['x'], link: 'logistic' }), { runtime: 'onnxruntime' });
      await model.predictBatch(Float32Array.of(0), 1);
      await model.close();
      if (model.runtime === 'onnxruntime' && model.engine === 'native') return { found: 'native' };
      return {
        state: 'warn',
        found: 'WebAssembly, some 5 times slower for large models',
        remedy: 'for the native one: npm install onnxruntime-node --onnxruntime-node-install=skip',
      };
    }),
    tryOut('bundler (esbuild)', async () => {
      const { transform, version } = await import('esbuild');
      await transform('const x: number = 1', { loader: 'ts' });
      return { found: version };
    }),
  ]);
}

async function tryOut(name: string, body: () => Promise<Omit<Diagnosis, 'name' | 'state'> & { readonly state?: Diagnosis['state'] }>): Promise<Diagnosis> {
  try {
    return { name, state: 'ok', ...(await body()) };
  } catch (error) {
    return { name, state: 'bad', found: messageOf(error).split('\n')[0]!, remedy: REINSTALL };
  }
}
