import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newToken } from '../access/index.ts';
import { messageOf } from '../kernel/index.ts';
import { cliErrors } from './cli.errors.ts';

/** The token in a file; a file that is not there is made with a new one, for this user's eyes alone. Throws CLI_TOKEN_FILE_UNREADABLE. */
export async function readOrMakeToken(path: string): Promise<{ readonly token: string; readonly made: boolean }> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const token = newToken();
    await writeFile(path, `${token}\n`, { flag: 'wx', mode: 0o600 });
    return { token, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return { token: await readToken(path), made: false };
    throw cliErrors.TOKEN_FILE_UNREADABLE({ path, reason: messageOf(error) }, { cause: error });
  }
}

/** The token in a file. Throws CLI_TOKEN_FILE_UNREADABLE. */
export async function readToken(path: string): Promise<string> {
  let token: string;
  try {
    token = (await readFile(path, 'utf8')).trim();
  } catch (error) {
    throw cliErrors.TOKEN_FILE_UNREADABLE({ path, reason: messageOf(error) }, { cause: error });
  }
  if (token === '') throw cliErrors.TOKEN_FILE_UNREADABLE({ path, reason: 'it is empty' });
  return token;
}
