const CLASSES: Readonly<Record<string, string>> = { A: '[A-Z]', a: '[a-z]', '9': '[0-9]' };

/** The form of a text: runs of capitals, small letters and digits of ASCII, each with its length up to 4; other characters as they are: `ORD-1234` is `A3-94`. */
export const shapeOf = (text: string): string =>
  text.replaceAll(/[A-Z]+|[a-z]+|[0-9]+/g, (run) => `\ue000${run[0]! <= '9' ? '9' : run[0]! <= 'Z' ? 'A' : 'a'}${run.length > 4 ? '+' : run.length}`);

/** The expression that the texts of some shapes match; null when one has characters beyond printable ASCII, or is very long. */
export function shapePattern(shapes: readonly string[]): string | null {
  const alternatives: string[] = [];
  for (const shape of shapes) {
    const plain = shape.replaceAll(/\ue000[Aa9][1-4+]/g, '');
    if (/[^\x20-\x7e]/.test(plain) || shape.length > 60) return null;
    alternatives.push(
      shape.replaceAll(/\ue000([Aa9])([1-4+])|([\^$\\.*+?()[\]{}|/])/g, (whole, kind: string | undefined, length: string | undefined) => {
        if (kind === undefined) return `\\${whole}`;
        return `${CLASSES[kind]!}${length === '+' ? '{5,}' : length === '1' ? '' : `{${length}}`}`;
      }),
    );
  }
  return alternatives.length === 0 ? null : alternatives.join('|');
}
