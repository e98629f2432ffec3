import type { JsonValue } from '../kernel/index.ts';

const PLACE = /\{((?:inputs|outputs|params)\.[^{}]+)\}/g;

/** The places that a command names: `inputs.rows`, `outputs.model`, `params.depth`. */
export const placeholdersOf = (command: readonly string[]): string[] => [...new Set(command.flatMap((argument) => [...argument.matchAll(PLACE)].map((match) => match[1]!)))];

/** What stands in the places of a command. */
export interface CommandValues {
  readonly inputs: Readonly<Record<string, readonly string[]>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, JsonValue>>;
}

/**
 * Puts paths and values in their places. An argument that is a place alone becomes one argument a path; inside a longer argument paths are joined by a comma.
 * Texts stand as they are, other values as JSON.
 */
export function fillCommand(command: readonly string[], values: CommandValues): string[] {
  const valueOf = (place: string): readonly string[] => {
    const dot = place.indexOf('.');
    const name = place.slice(dot + 1);
    switch (place.slice(0, dot)) {
      case 'inputs':
        return values.inputs[name] ?? [];
      case 'outputs':
        return [values.outputs[name] ?? ''];
      default: {
        const value = values.params[name];
        return [typeof value === 'string' ? value : JSON.stringify(value ?? null)];
      }
    }
  };
  return command.flatMap((argument) => {
    const whole = /^\{((?:inputs|outputs|params)\.[^{}]+)\}$/.exec(argument);
    return whole ? valueOf(whole[1]!) : [argument.replace(PLACE, (_, place: string) => valueOf(place).join(','))];
  });
}
