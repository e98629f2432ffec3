import { trainErrors } from '../train.errors.ts';

/** What file systems allow for one name, so that whatever is stored can be downloaded. */
const LONGEST_NAME = 255;
/** What fits into a key of every database. */
const LONGEST_PATH = 2_000;
/** Nobody encodes a path that often by accident. */
const MOST_DECODINGS = 10;

/**
 * Reads the path of an artifact as it came from outside, however often it was encoded: `model%2FMLmodel` is `model/MLmodel`. What is given back has plain
 * segments only, and reads as itself. One slash at the end is allowed, as directories are often written. Throws TRAIN_ARTIFACT_PATH_INVALID for everything that
 * could leave its directory on some system: `..`, `.`, empty segments, backslashes, control characters, drive letters, `file:`; for `#`, which MLflow's clients
 * refuse to read; and for what is too long.
 */
export function parseArtifactPath(text: string): string {
  const refuse = (reason: string): never => {
    throw trainErrors.ARTIFACT_PATH_INVALID({ path: text.slice(0, LONGEST_PATH), reason });
  };
  // Checked before it is decoded too: decoding never makes a text longer.
  if (text.length > 3 * LONGEST_PATH) refuse('it is too long');
  const path = decodeFully(text, refuse).replace(/\/$/, '');
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001f\u007f\\#]/.test(path)) refuse('it has a backslash, a # or a control character');
  if (/^(?:[a-z]|file):/i.test(path)) refuse('it starts with a drive');
  if (Buffer.byteLength(path) > LONGEST_PATH) refuse(`it is longer than ${LONGEST_PATH} bytes`);
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') refuse(`it has the segment "${segment}"`);
    if (Buffer.byteLength(segment) > LONGEST_NAME) refuse(`it has a name of more than ${LONGEST_NAME} bytes`);
  }
  return path;
}

/** The directory that a path lies in (empty for the outermost), and its name there. */
export function splitArtifactPath(path: string): { readonly directory: string; readonly name: string } {
  const at = path.lastIndexOf('/');
  return { directory: path.slice(0, Math.max(at, 0)), name: path.slice(at + 1) };
}

/**
 * The place in the namespace that a URI such as `mlflow-artifacts:/1/<run>/artifacts` names; empty for the outermost, undefined for artifacts that are kept elsewhere.
 * Throws TRAIN_ARTIFACT_PATH_INVALID.
 */
export function directoryOfUri(uri: string): string | undefined {
  const found = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*)$/s.exec(uri);
  if (found === null) return undefined;
  return found[1] === '' ? '' : parseArtifactPath(found[1]!);
}

/**
 * Refuses a place for the artifacts of an experiment from which a path could lead out, however it is encoded, and what MLflow refuses: a fragment, and a `runs:/` URI.
 * Throws TRAIN_ARTIFACT_PATH_INVALID.
 */
export function checkArtifactLocation(uri: string): void {
  const refuse = (reason: string): never => {
    throw trainErrors.ARTIFACT_PATH_INVALID({ path: uri.slice(0, LONGEST_PATH), reason });
  };
  if (/^runs:/i.test(uri)) refuse('artifacts cannot be kept under a runs:/ URI');
  if (uri.includes('#')) refuse('it has a fragment');
  // Encoded any number of times: a directory may have a % in its name, so the text as a whole is not decoded.
  const plain = uri.replaceAll(/%(?:25)*2e/gi, '.').replaceAll(/%(?:25)*(?:2f|5c)/gi, '/');
  if (plain.split(/[/\\?&=:]/).includes('..')) refuse('it has the segment ".."');
  directoryOfUri(uri);
}

function decodeFully(text: string, refuse: (reason: string) => never): string {
  let path = text;
  for (let i = 0; i < MOST_DECODINGS; i++) {
    const decoded = decodeOnce(path, refuse);
    // A lone half of a pair has no UTF-8: two such texts would become one in the records.
    if (decoded === path) return Buffer.from(path).toString() === path ? path : refuse('it is not Unicode');
    path = decoded;
  }
  return refuse('it is encoded too often');
}

/** A percent sign that begins no escape stands for itself. */
const decodeOnce = (text: string, refuse: (reason: string) => never): string =>
  text.replaceAll(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(escapes.replaceAll('%', ''), 'hex'));
    } catch {
      return refuse('it is not Unicode');
    }
  });
