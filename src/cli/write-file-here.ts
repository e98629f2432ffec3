import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { messageOf } from '../kernel/index.ts';
import { cliErrors } from './cli.errors.ts';

/** Writes a file where the command is typed, in one go: an interruption comes before or after it. Throws CLI_FILE_UNWRITABLE. */
export function writeFileHere(file: string, content: Uint8Array | string): void {
  try {
    writeFileSync(resolve(file), content);
  } catch (error) {
    throw cliErrors.FILE_UNWRITABLE({ file, reason: messageOf(error) }, { cause: error });
  }
}
