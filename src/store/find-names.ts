import type { Digest } from '../kernel/index.ts';
import type { Blobs } from './blobs.ts';
import type { Db } from './db.ts';

/** Tables whose records do not count. */
export interface NameSearch {
  readonly except: ReadonlySet<string>;
}

/**
 * Which of some names any record of any room spells, and the table of one that does: names of what is unmistakable by its letters and digits, of which there are 20 or more
 * in a row (ids, digests). It needs no knowledge of a room's tables, so that a room which is new, or which somebody forgot, is searched like the others.
 */
export async function findNames(db: Db, names: ReadonlySet<string>, { except }: NameSearch): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (names.size === 0) return found;
  // `m-0f…` may be spelled `m-0f…-model`: what counts is the row that no text can make longer by accident.
  const byCore = new Map([...names].map((name) => [(name.match(CORE) ?? []).reduce((a, b) => (b.length > a.length ? b : a), ''), name]));
  await db.readTexts((table, texts) => {
    if (except.has(table)) return;
    for (const text of texts) for (const core of text.match(CORE) ?? []) if (byCore.has(core)) found.set(byCore.get(core)!, table);
  });
  return found;
}

const CORE = /[0-9A-Za-z]{20,}/g;
const DIGITS = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/**
 * Every digest that a record of any room spells, and every one that a manifest named so spells in turn: a blob that begins as JSON does. Reads all records and all those
 * manifests, a portion at a time. Throws STORE_BLOB_TAMPERED when it cannot tell what a manifest said.
 */
export async function findNamedBytes({ db, blobs }: { readonly db: Db; readonly blobs: Blobs }, { except }: NameSearch): Promise<ReadonlySet<Digest>> {
  const named = new Set<Digest>();
  const unread: Digest[] = [];
  const note = (text: string): void => {
    for (const digits of text.match(DIGITS) ?? []) {
      const digest: Digest = `sha256:${digits}`;
      if (named.has(digest)) continue;
      named.add(digest);
      unread.push(digest);
    }
  };
  await db.readTexts((table, texts) => {
    if (!except.has(table)) for (const text of texts) note(text);
  });
  for (let digest = unread.pop(); digest !== undefined; digest = unread.pop()) {
    if (!(await blobs.has(digest)) || !(await beginsAsJson(blobs, digest))) continue;
    let rest = '';
    for await (const piece of await blobs.open(digest)) {
      const text = rest + (piece as Buffer).toString('latin1');
      note(text);
      // What the end of a piece cuts in two is whole at the beginning of the next.
      rest = text.slice(-2 * DIGEST_DIGITS);
    }
  }
  return named;
}

const DIGEST_DIGITS = 64;

async function beginsAsJson(blobs: Blobs, digest: Digest): Promise<boolean> {
  const [first] = await (await blobs.open(digest, { end: 1 })).toArray();
  return first !== undefined && '{['.includes((first as Buffer).toString('latin1'));
}
