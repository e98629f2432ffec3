import { formatStart, isDigest, shortDigest, type TSchema } from '../../kernel/index.ts';
import type { Terminal } from '../terminal.ts';

/** What is read of a schema to lay out a value of it. */
interface Shape {
  readonly format?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly items?: TSchema;
  readonly anyOf?: readonly TSchema[];
}

type Members = Readonly<Record<string, unknown>>;

const LONGEST = 60;

/** Shows any answer: a list as a table, one thing as its members with the lists in it below; the schema tells what is a moment. */
export function showAnswer(terminal: Terminal, answer: unknown, schema: TSchema): void {
  if (Array.isArray(answer)) return showList(terminal, answer, shapeOf(shapeOf(schema).items));
  if (!isMembers(answer)) return terminal.line(sayValue(answer, schema));
  const { properties = {} } = shapeOf(schema);
  const members = Object.entries(answer);
  const lists = members.filter(([, value]) => Array.isArray(value) && value.some(isMembers));
  const single = members.filter((member) => !lists.includes(member));
  const width = Math.max(0, ...single.map(([name]) => name.length));
  for (const [name, value] of single) terminal.line(`${terminal.style.dim(name.padEnd(width))}  ${sayValue(value, properties[name])}`);
  for (const [name, value] of lists) {
    terminal.line();
    terminal.line(terminal.style.bold(name));
    showList(terminal, value as readonly unknown[], shapeOf(shapeOf(properties[name]).items));
  }
}

function showList(terminal: Terminal, list: readonly unknown[], { properties = {} }: Shape): void {
  if (list.length === 0) return terminal.line('there is none');
  if (!list.every(isMembers)) return list.forEach((one) => terminal.line(sayValue(one)));
  const names = [...new Set(list.flatMap(Object.keys))];
  terminal.table(
    names,
    list.map((one) =>
      names.map((name) => (typeof one[name] === 'number' && shapeOf(properties[name]).format === undefined ? tidy(one[name]) : sayValue(one[name], properties[name]))),
    ),
  );
}

/** The schema itself, or of one that also allows null what it allows else. */
function shapeOf(schema: TSchema | undefined): Shape {
  const shape = (schema ?? {}) as Shape;
  const [only, ...others] = (shape.anyOf ?? []).filter((one) => (one as { type?: string }).type !== 'null');
  return only !== undefined && others.length === 0 ? shapeOf(only) : shape;
}

const isMembers = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const tidy = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(6)));

function sayValue(value: unknown, schema?: TSchema): string {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return shapeOf(schema).format === 'instant' ? formatStart(value) : String(tidy(value));
  if (typeof value === 'string') return isDigest(value) ? shortDigest(value) : cut(value);
  if (Array.isArray(value) && value.every((one) => !isMembers(one) && !Array.isArray(one))) return cut(value.map((one) => sayValue(one)).join(', ')) || '–';
  return cut(JSON.stringify(value));
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
