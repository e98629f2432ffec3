import type { Operation, TSchema } from '../../../src/kernel/index.ts';
import { type OperationContext, operations } from '../../../src/platform/index.ts';
import { describeType } from './describe-type.ts';
import { code, heading, printTable } from './print-table.ts';

interface Shape {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
  readonly items?: TSchema;
}

/** The reference of operations: what HTTP, the command line and the client can ask for, and what they get. */
export function printOperations(all: readonly Operation<OperationContext>[] = operations): string {
  const parts = all.toSorted((a, b) => (a.name < b.name ? -1 : 1)).map(section);
  return `${heading('Operations', 'What Capstan can do, as values: HTTP routes, commands and the client’s `call(name, input)` come from them. `GET /v1/openapi.json` of a running server has the whole schemas. Beside them, because every microsecond counts: `POST /v1/predict` and `POST /v1/feedback`.')}\n${parts.join('\n')}`;
}

function section(operation: Operation<OperationContext>): string {
  const path = `/v1/${operation.name.replaceAll('.', '/')}`;
  const ways = [`\`POST ${path}\``, ...(operation.permission === 'read' ? [`\`GET ${path}\``] : []), ...commandOf(operation)];
  const input = operation.input as Shape;
  const inputs = membersOf(input).map(([name, type, what]) => [name, type, input.required?.includes(name.slice(1, -1)) ? 'yes' : '', what]);
  const output = operation.output as Shape;
  const outputs = membersOf(output.items === undefined ? output : (output.items as Shape));
  return (
    [
      `## ${operation.name}`,
      `${operation.summary} Permission: ${operation.permission}. ${ways.join(', ')}`,
      ...(inputs.length === 0 ? [] : [printTable(['input', 'type', 'needed', ''], inputs)]),
      ...(outputs.length === 0 ? [`Answers ${describeType(operation.output)}.`] : [printTable([output.items === undefined ? 'answer' : 'answer, of each', 'type', ''], outputs)]),
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

function commandOf({ command }: Operation<OperationContext>): string[] {
  return command === undefined ? [] : [code(['capstan', command.words, ...(command.positions ?? []).map((name) => `<${name}>`)].join(' '))];
}

const membersOf = ({ properties = {} }: Shape): [name: string, type: string, what: string][] =>
  Object.entries(properties).map(([name, schema]) => [code(name), describeType(schema), (schema as Shape).description ?? '']);
