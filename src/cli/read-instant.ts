import { type Instant, parseInstant } from '../kernel/index.ts';
import { cliErrors } from './cli.errors.ts';

/** Reads an option as an instant, UTC. Throws CLI_INSTANT_UNREADABLE. */
export function readInstant(option: string, text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw cliErrors.INSTANT_UNREADABLE({ option, text });
  return at;
}
