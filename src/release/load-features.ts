import type { Features } from '../data/index.ts';
import { type Digest, digestOfBytes, type JsonValue, messageOf, shortDigest } from '../kernel/index.ts';
import { releaseErrors } from './release.errors.ts';

/** A release's feature code, ready to call. Every fault in it becomes RELEASE_FEATURES_FAILED with the user's own stack. */
export interface LoadedFeatures {
  readonly names: readonly string[];
  readonly input: readonly string[];
  /** The features of one typed row, NaN where missing; rounded to 32 bits, as the model was trained on them and its reference profile counts them. */
  transform(row: Readonly<Record<string, unknown>>): Float64Array;
}

/**
 * Loads the bundled feature module of a release. It has no imports, so a data URL holds all of it; in
 * stacks the URL is replaced by a name that people can read. Throws RELEASE_FEATURES_FAILED.
 */
export async function loadFeatures(code: string, about: { readonly state: JsonValue; readonly release: Digest }): Promise<LoadedFeatures> {
  const file = `features-${shortDigest(digestOfBytes(code))}.mjs`;
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
  const fail = (error: unknown): Error =>
    releaseErrors.FEATURES_FAILED({ release: about.release, reason: messageOf(error), stack: stackOf(error, { url, file }) }, { cause: error });
  let features: Features;
  try {
    const loaded = (await import(/* @vite-ignore */ url)) as { default?: unknown };
    if (!isFeatures(loaded.default)) throw new TypeError('the module has no default export made by defineFeatures');
    features = loaded.default;
  } catch (error) {
    throw fail(error);
  }
  const { names } = features;
  const width = names.length;
  return {
    names,
    input: Object.keys(features.input),
    transform(row) {
      try {
        const values = features.transform(row as never, about.state);
        if (values.length !== width) throw new TypeError(`transform gave ${values.length} numbers for the ${width} features ${names.join(', ')}`);
        const result = new Float64Array(width);
        for (let i = 0; i < width; i++) {
          const value = values[i];
          if (typeof value !== 'number') throw new TypeError(`transform gave ${value === null ? 'null' : typeof value} for ${names[i]}; a missing number is NaN`);
          result[i] = Math.fround(value);
        }
        return result;
      } catch (error) {
        throw fail(error);
      }
    },
  };
}

function isFeatures(value: unknown): value is Features {
  const features = value as Partial<Features> | null | undefined;
  return typeof features === 'object' && features !== null && Array.isArray(features.names) && typeof features.input === 'object' && typeof features.transform === 'function';
}

/** The part of a stack that lies in the feature code: `Object.transform (features-….mjs:3:14)`. */
function stackOf(error: unknown, code: { readonly url: string; readonly file: string }): string {
  const lines = error instanceof Error && error.stack !== undefined ? error.stack.split('\n').filter((line) => line.includes(code.url)) : [];
  const frames = lines.map((line) => line.replaceAll(code.url, code.file).trim().replace(/^at /, ''));
  return frames.slice(0, 5).join(' < ') || code.file;
}
