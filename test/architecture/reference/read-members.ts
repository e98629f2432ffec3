import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFiles, REPOSITORY } from '../source.ts';

/** A member of an interface, as its author wrote it. */
export interface Member {
  readonly name: string;
  /** Its comment, without the default. */
  readonly sentence: string;
  /** What its comment says after `@default`. */
  readonly standard: string | undefined;
  /** Its type as text. */
  readonly type: string;
}

/** Reads the members of an interface of `src/`, by its name: own ones after those that it extends. Knows as much of the language as the definitions of a project use. */
export function readInterface(name: string): Member[] {
  for (const { path } of readFiles(['src'])) {
    if (!path.endsWith('.ts') || path.endsWith('.test.ts')) continue;
    const text = readFileSync(join(REPOSITORY, path), 'utf8');
    const found = new RegExp(`export interface ${name}\\b([^{]*)\\{`).exec(text);
    if (!found) continue;
    const parent = /extends (\w+)/.exec(found[1]!.replace(/<[^>]*>/, ''))?.[1];
    return [...(parent === undefined ? [] : readInterface(parent)), ...readMembers(text, found.index + found[0].length)];
  }
  return readUnion(name);
}

/** Of a type that is one of several interfaces: the members of all, each once, with the types that it may have. */
function readUnion(name: string): Member[] {
  for (const { text } of readFiles(['src'])) {
    const found = new RegExp(`export type ${name} = ([A-Z]\\w*(?: \\| [A-Z]\\w*)+);`).exec(text);
    if (found) return mergeMembers(found[1]!.split(' | ').map(readInterface));
  }
  return [];
}

function mergeMembers(lists: readonly Member[][]): Member[] {
  const merged = new Map<string, Member>();
  for (const member of lists.flat()) {
    const before = merged.get(member.name);
    const types = before === undefined || before.type === member.type ? member.type : `${before.type} | ${member.type}`;
    merged.set(member.name, before === undefined ? member : { ...before, type: types });
  }
  return [...merged.values()];
}

/** What the comment of an interface, or of a type that is one of several, says. */
export function commentOf(name: string): string {
  for (const { text } of readFiles(['src'])) {
    const found = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\s*export (?:interface|type) ${name}\\b`).exec(text);
    if (found) return tidy(found[1]!.split('@')[0]!);
  }
  return '';
}

/** The interface that a type names, of a list its elements'. */
export const namedIn = (type: string): string | undefined =>
  type.includes('{') && !/^[A-Z]/.test(type) ? undefined : /([A-Z]\w*)(?:<.*>)?(?:\[\])?$/s.exec(type.replace(/&[^]*$/, '').trim())?.[1];

const tidy = (comment: string): string =>
  comment
    .replaceAll(/^\s*\* ?/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The members of the type that a member has: of the object written in place, or of the interface that it names. */
export function membersOf(type: string): Member[] {
  const names = type.split(' | ');
  if (names.length > 1 && names.every((name) => /^[A-Z]\w*$/.test(name))) return mergeMembers(names.map(readInterface));
  const named = namedIn(type);
  return named === undefined ? readMembers(type, type.indexOf('{') + 1) : readInterface(named);
}

function readMembers(text: string, from: number): Member[] {
  const members: Member[] = [];
  let at = from;
  for (;;) {
    const rest = text.slice(at);
    const start = /^\s*(?:\/\*\*([^]*?)\*\/\s*)?(?:readonly )?(\w+)\??:\s*/.exec(rest);
    if (!start) return members;
    const begin = at + start[0].length;
    const end = endOfType(text, begin);
    const [sentence = '', standard] = (start[1] ?? '').split('@default');
    members.push({ name: start[2]!, sentence: tidy(sentence), standard: standard && tidy(standard), type: text.slice(begin, end) });
    at = text[end] === ';' ? end + 1 : end;
  }
}

/** Where a type ends: at a `;` or `}` outside of its own brackets. */
function endOfType(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const sign = text[i]!;
    if (depth === 0 && (sign === ';' || sign === '}')) return i;
    if ('{[('.includes(sign)) depth++;
    if ('}])'.includes(sign)) depth--;
  }
  return text.length;
}
