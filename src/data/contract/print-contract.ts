import type { Column } from '../columns.ts';
import type { Contract } from './contract.ts';

/** How a contract can be written. */
export const CONTRACT_FORMATS = ['typescript', 'json'] as const;
export type ContractFormat = (typeof CONTRACT_FORMATS)[number];

/** A contract as a file to keep: TypeScript for a configuration to import, or JSON for any language. One test a line. */
export function printContract(contract: Contract, format: ContractFormat): string {
  return format === 'json' ? printJson(contract) : printTypeScript(contract);
}

function printJson({ columns, conditions, tests, ...rest }: Contract): string {
  const members = [
    ...Object.entries(rest).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`),
    `  "columns": ${braced(
      Object.entries(columns).map(([name, column]) => `${JSON.stringify(name)}: ${JSON.stringify(column)}`),
      '{}',
    )}`,
    ...(conditions === undefined
      ? []
      : [
          `  "conditions": ${braced(
            conditions.map((one) => JSON.stringify(one)),
            '[]',
          )}`,
        ]),
    ...(tests === undefined
      ? []
      : [
          `  "tests": ${braced(
            tests.map((one) => JSON.stringify(one)),
            '[]',
          )}`,
        ]),
  ];
  return `{\n${members.join(',\n')}\n}\n`;
}

const braced = (lines: readonly string[], [open, close]: string): string => `${open}${lines.map((line) => `\n    ${line}`).join(',')}\n  ${close}`;

function printTypeScript({ columns, conditions, tests, ...rest }: Contract): string {
  const makers = new Set(Object.values(columns).map((column): string => column.kind));
  if (Object.values(columns).some((column) => column.nullable)) makers.add('nullable');
  const list = (of: readonly unknown[]): string => `[${of.map((one) => `\n    ${literal(one)},`).join('')}\n  ]`;
  const members = [
    ...Object.entries(rest).map(([name, value]) => `${keyOf(name)}: ${literal(value)}`),
    `columns: {${Object.entries(columns)
      .map(([name, column]) => `\n    ${keyOf(name)}: ${printColumn(column)},`)
      .join('')}\n  }`,
    ...(conditions === undefined ? [] : [`conditions: ${list(conditions)}`]),
    ...(tests === undefined ? [] : [`tests: ${list(tests)}`]),
  ];
  return `import { ${['defineContract', ...[...makers].sort()].join(', ')} } from 'capstan';\n\nexport const contract = defineContract({\n${members.map((member) => `  ${member},\n`).join('')}});\n`;
}

function printColumn({ kind, nullable, ...tests }: Column): string {
  const made = `${kind}(${Object.keys(tests).length === 0 ? '' : literal(tests)})`;
  return nullable ? `nullable(${made})` : made;
}

/** A member's name in code; `__proto__` would be no member, were it not computed. */
const keyOf = (name: string): string => (name === '__proto__' ? `['__proto__']` : /^[A-Za-z_]\w*$/.test(name) ? name : literal(name));

/** JSON with plain names and single quotes. */
function literal(value: unknown): string {
  if (typeof value === 'string')
    return `'${JSON.stringify(value)
      .slice(1, -1)
      .replaceAll(String.raw`\"`, '"')
      .replaceAll("'", String.raw`\'`)}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .filter(([, of]) => of !== undefined)
    .map(([name, of]) => `${keyOf(name)}: ${literal(of)}`)
    .join(', ')} }`;
}
