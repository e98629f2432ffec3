import { modelErrors } from '../model.errors.ts';
import { DESCRIPTION } from './pack-files.ts';
import { listPacked, readPackedText } from './read-packed.ts';

/** The types of columns that a model may take, in the words of MLflow's signatures. */
export const COLUMN_TYPES = ['double', 'float', 'integer', 'long', 'string', 'boolean', 'datetime'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

/** What a model takes, as its signature says: named columns, one matrix, or, without a signature, whatever it is given. */
export type Signature =
  | { readonly kind: 'columns'; readonly columns: readonly { readonly name: string; readonly type: string }[] }
  | { readonly kind: 'matrix'; readonly type: string; readonly shape: readonly number[] }
  | { readonly kind: 'none' };

/** What a directory that MLflow wrote says of itself. */
export interface MlflowDescription {
  /** Ways to load it, such as `python_function` and `sklearn`. */
  readonly flavors: readonly string[];
  readonly signature: Signature;
  /** The packages that it needs, as PyPI names them: in lower case with dashes. */
  readonly requirements: readonly string[];
  /** Of all its files together. */
  readonly size: number;
}

/** The flavor by which every model of MLflow can be asked in Python. */
export const PYTHON_FLAVOR = 'python_function';

/** Reads what a packed model says of itself; Python is not started. Throws MODEL_ARCHIVE_INVALID. */
export async function readDescription(archive: string): Promise<MlflowDescription> {
  const files = await listPacked(archive);
  const described = await parseDescription((await readPackedText(archive, files, DESCRIPTION)) ?? '');
  const requirements = (await readPackedText(archive, files, 'requirements.txt')) ?? '';
  return {
    flavors: Object.keys(described.flavors),
    signature: readSignature(described.signature),
    requirements: [...new Set(requirements.split('\n').flatMap(packageOf))],
    size: files.reduce((sum, file) => sum + file.size, 0),
  };
}

/** The members of an `MLmodel` file that count here; no flavors when it cannot be read. */
export async function parseDescription(file: string): Promise<{ readonly flavors: Readonly<Record<string, unknown>>; readonly signature: unknown }> {
  const { parseDocument } = await import('yaml');
  const document = parseDocument(file, { logLevel: 'silent' });
  const read = (document.errors.length > 0 ? null : document.toJS()) as { flavors?: unknown; signature?: unknown } | null;
  const flavors = typeof read?.flavors === 'object' && read.flavors !== null ? (read.flavors as Record<string, unknown>) : {};
  return { flavors, signature: read?.signature ?? null };
}

/** MLflow writes the inputs of a signature as JSON in a text. */
function readSignature(signature: unknown): Signature {
  const written = (signature as { inputs?: unknown } | null)?.inputs;
  if (typeof written !== 'string') return { kind: 'none' };
  const inputs = parseInputs(written);
  const [first] = inputs;
  if (first === undefined) return { kind: 'none' };
  const tensor = first['tensor-spec'];
  if (inputs.length === 1 && tensor && first.name === undefined) return { kind: 'matrix', type: String(tensor.dtype), shape: (tensor.shape ?? []) as number[] };
  return { kind: 'columns', columns: inputs.map(({ name, type }, at) => ({ name: typeof name === 'string' ? name : `(column ${at})`, type: String(type) })) };
}

interface SignatureInput {
  readonly type?: unknown;
  readonly name?: unknown;
  readonly 'tensor-spec'?: { readonly dtype?: unknown; readonly shape?: unknown };
}

function parseInputs(written: string): readonly SignatureInput[] {
  try {
    const inputs: unknown = JSON.parse(written);
    return Array.isArray(inputs) ? (inputs as SignatureInput[]) : [];
  } catch {
    return [];
  }
}

/** `scikit-learn` of `Scikit_Learn[extra]==1.9.1  # why`. */
function packageOf(line: string): string[] {
  const name = /^\s*([A-Za-z0-9][\w.-]*)/.exec(line)?.[1];
  return name === undefined ? [] : [name.toLowerCase().replaceAll(/[-_.]+/g, '-')];
}

/** Says that a model cannot be asked in Python at all. */
export function refuseOther(flavors: readonly string[]): void {
  if (!flavors.includes(PYTHON_FLAVOR)) throw modelErrors.FLAVOR_UNKNOWN({ flavors });
}
