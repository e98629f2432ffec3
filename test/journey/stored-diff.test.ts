import { expect, it } from 'vitest';

// The page has types of its own.
const PAGE = new URL('../../ui/src/data/version-diff.tsx', import.meta.url).href;
const { VersionDiff } = (await import(PAGE)) as { VersionDiff(props: unknown): unknown };

interface Node {
  readonly type: unknown;
  readonly props: { readonly children?: unknown };
}

/** The words that an element shows. */
function wordsOf(element: unknown): string {
  if (Array.isArray(element)) return element.map(wordsOf).join('');
  if (element === null || typeof element !== 'object') return typeof element === 'boolean' || element === undefined || element === null ? '' : String(element as string | number);
  const { type, props } = element as Node;
  return wordsOf(typeof type === 'function' ? (type as (props: unknown) => unknown)(props) : props.children);
}

it('shows a difference that was stored before rows without a key were left out, its instants as dates', () => {
  const side = { name: 'a', number: null, rows: 2 };
  const at = Date.UTC(2024, 0, 1);
  const byKey = {
    key: 'n',
    added: 1,
    removed: 0,
    changed: 0,
    columns: [],
    examples: { added: [{ n: 3, at }], removed: [], changed: [{ key: '1', columns: [{ name: 'at', before: at, after: null }] }] },
  };
  const distributions = [{ name: 'at', kind: 'timestamp', totalVariation: 0, missing: { before: 0, after: 0 }, bins: [] }];
  const diff = {
    dataset: null,
    before: side,
    after: side,
    rows: { added: 1, removed: 0, kept: 1 },
    byKey,
    columns: { added: [], removed: [], changed: [] },
    compared: 'all rows',
    distributions,
  };
  const words = wordsOf(VersionDiff({ diff }));
  expect(words).not.toMatch(/NaN|undefined|left out/);
  expect(words).toContain('2024-01-01T00:00:00Z → –');
  expect(words).toContain('32024-01-01T00:00:00Z');
});
