type Parts = Readonly<Record<string, string>>;

/**
 * Says what differs between two identities of a step, in the words of the one who changed it: `code: helper.ts changed`, `param trees: 100 → 120`.
 * Empty when nothing does.
 */
export function explainChange(before: Parts, after: Parts): readonly string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted().filter((name) => before[name] !== after[name]);
  const code = names.filter((name) => name.startsWith('code '));
  // A file of the code may change without the code: a comment, say.
  const codeChanged = names.includes('code');
  return [
    ...(codeChanged && code.length === 0 ? ['code: bundled differently'] : []),
    ...(codeChanged ? code.map((name) => `code: ${name.slice(5)} ${verb(before[name], after[name], 'is no longer used')}`) : []),
    ...packageChanges(before, after),
    ...names.filter((name) => name !== 'code' && !code.includes(name) && !name.startsWith('package ')).map((name) => explainPart(name, before[name], after[name])),
  ];
}

const verb = (before: string | undefined, after: string | undefined, gone: string): string => (before === undefined ? 'is new' : after === undefined ? gone : 'changed');

function explainPart(name: string, before: string | undefined, after: string | undefined): string {
  const kind = name.split(' ', 1)[0];
  if (kind === 'file' || kind === 'env') return `${name} ${verb(before, after, 'is gone')}`;
  if (name === 'version') return 'this version of Capstan makes keys in another way';
  return `${name}: ${shorten(before)} → ${shorten(after)}`;
}

function packageChanges(before: Parts, after: Parts): string[] {
  const versions = (parts: Parts): Map<string, string> => {
    const found = new Map<string, string>();
    for (const part of Object.keys(parts)
      .filter((name) => name.startsWith('package '))
      .toSorted()) {
      const at = part.lastIndexOf('@');
      const name = part.slice('package '.length, at);
      const version = part.slice(at + 1);
      found.set(name, found.has(name) ? `${found.get(name)}, ${version}` : version);
    }
    return found;
  };
  const old = versions(before);
  const now = versions(after);
  const moved = [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => `package ${name}: ${old.get(name) ?? 'absent'} → ${now.get(name) ?? 'absent'}`);
  const rebuilt = Object.keys(after)
    .filter((name) => name.startsWith('package ') && before[name] !== undefined && before[name] !== after[name])
    .map((name) => `${name}: other content under the same version`);
  return [...moved, ...rebuilt];
}

const shorten = (text: string | undefined): string => (text === undefined ? 'none' : text.length > 60 ? `${text.slice(0, 57)}…` : text);
