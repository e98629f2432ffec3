import { type TSchema, Type } from '../../../src/kernel/index.ts';
import { DIAGNOSTIC_OPTIONS } from '../../../src/train/diagnostics/definition.ts';
import { TRAINER_OPTIONS } from '../../../src/train/trainers/definition.ts';
import { projectReader } from '../../../src/platform/project-schema.ts';
import { describeType } from './describe-type.ts';
import { code, heading, printTable } from './print-table.ts';
import { commentOf, type Member, membersOf, namedIn, readInterface } from './read-members.ts';

interface ObjectSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly patternProperties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
  readonly anyOf?: readonly ObjectSchema[];
}

/** One key of the configuration. */
export interface Key {
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly standard: string | undefined;
  readonly sentence: string;
}

/** Types that the definitions take from the user's own project: what they stand for. */
const STAND_FOR: Readonly<Record<string, string>> = { D: 'Dataset', C: 'Column', Columns: 'Column' };

/** The members that an object may have; of one of several objects, told apart by `name`, those of all. */
function objectOf(schema: TSchema): { readonly properties: Readonly<Record<string, TSchema>>; readonly required: readonly string[] } {
  const { properties = {}, required = [], anyOf = [] } = schema as ObjectSchema;
  const parts = anyOf.filter((part) => 'name' in (part.properties ?? {}) && !('kind' in (part.properties ?? {})));
  const names = [...new Set([...Object.keys(properties), ...parts.flatMap((part) => Object.keys(part.properties!))])];
  const schemaOf = (name: string): TSchema => {
    const [first, ...others] = [...(properties[name] ? [properties[name]] : []), ...parts.flatMap((part) => part.properties![name] ?? [])];
    return others.length === 0 ? first! : Type.Union([first!, ...others]);
  };
  return {
    properties: Object.fromEntries(names.map((name) => [name, schemaOf(name)])),
    required: [...required, ...names.filter((name) => parts.length > 0 && parts.every((part) => part.required?.includes(name)))],
  };
}

/** Every key that `capstan.config.ts` may have: the schema says what is allowed, the comments of the types say what it means. */
export const readKeys = (): Key[] => keysOf(projectReader.schema, '', readInterface('Project'));

function keysOf(schema: TSchema, prefix: string, members: readonly Member[]): Key[] {
  const { properties, required } = objectOf(schema);
  return Object.entries(properties).flatMap(([name, inner]) => {
    const member = members.find((one) => one.name === name);
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const key: Key = {
      path,
      type: describeType(inner),
      required: required.includes(name),
      standard: member?.standard,
      sentence: member?.sentence || commentOf(STAND_FOR[member?.type ?? ''] ?? namedIn(member?.type ?? '') ?? '-') || ((inner as { description?: string }).description ?? ''),
    };
    return [key, ...innerKeys(inner, path, member)];
  });
}

function innerKeys(schema: TSchema, path: string, member: Member | undefined): Key[] {
  const { patternProperties, items } = schema as ObjectSchema;
  const { properties } = objectOf(schema);
  const type = member?.type ?? '';
  const members = STAND_FOR[type] === undefined ? membersOf(type) : readInterface(STAND_FOR[type]);
  if (Object.keys(properties).length > 0) return keysOf(schema, path, members);
  const [each] = Object.values(patternProperties ?? {});
  if (each && (each as ObjectSchema).properties) return keysOf(each, `${path}.‹name›`, members);
  if (items && (items as ObjectSchema).properties) return keysOf(items, `${path}[]`, members);
  return [];
}

/** The reference of the configuration. */
export function printConfiguration(): string {
  const keys = readKeys();
  const sections = keys.filter((key) => !key.path.includes('.'));
  const parts = sections.map((section) => {
    const inner = keys.filter((key) => key.path.startsWith(`${section.path}.`));
    const rows = inner.map((key) => [code(key.path), key.type, key.required ? 'needed' : code(key.standard), key.sentence]);
    const about = section.sentence === '' ? '' : `\n${section.sentence}\n`;
    return `## ${section.path}\n\n${section.required ? 'Needed' : 'May be left out'}: ${section.type}.\n${about}${rows.length === 0 ? '' : `\n${printTable(['key', 'type', 'default', ''], rows)}\n`}`;
  });
  const optionsOf = (all: Readonly<Record<string, { readonly properties: Readonly<Record<string, TSchema>> }>>): string[] =>
    Object.entries(all).map(([name, schema]) => {
      const rows = Object.entries(schema.properties).map(([option, inner]) => {
        const [sentence = '', standard = ''] = ((inner as { description?: string }).description ?? '').split(/ Default /);
        return [code(option), describeType(inner), code(standard.replace(/\.$/, '')), sentence];
      });
      return `### ${name}\n\n${printTable(['option', 'type', 'default', ''], rows)}`;
    });
  const environment = readInterface('Environment').map((member) => {
    const [, names = '', sentence = ''] = /^([^:]*): (.*)$/.exec(member.sentence) ?? [];
    return [names.split(', or ').map(code).join(', '), sentence];
  });
  return `${heading('Configuration', 'What `capstan.config.ts` may say; its default export is made with `defineProject`. Unknown keys are refused, and every problem is told at once with its line.')}\n${parts.join('\n')}\n## Trainers\n\n${optionsOf(TRAINER_OPTIONS).join('\n\n')}\n\n## Diagnostics\n\n${optionsOf(DIAGNOSTIC_OPTIONS).join('\n\n')}\n\n## Environment\n\n${printTable(['variable', ''], environment)}\n`;
}
