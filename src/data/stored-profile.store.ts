import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { messageOf } from '../kernel/index.ts';
import { dataErrors } from './data.errors.ts';
import { type FilePlace, resolveFile } from './open-table.store.ts';
import { decodeProfile } from './profile/profile-bytes.ts';
import type { TableProfile } from './profile/profile.ts';

/** How the file of a stored profile is called: `january.profile`. */
const PROFILE = '.profile';

/** True for what can only be the file of a stored profile. */
export const namesProfile = (name: string): boolean => extname(name).toLowerCase() === PROFILE;

/** Reads a profile that `capstan data profile --save` has left in a file of the project. Throws DATA_FILE_UNKNOWN, DATA_PROFILE_UNREADABLE. */
export async function readStoredProfile(files: FilePlace, name: string): Promise<TableProfile> {
  const bytes = await readFile(await resolveFile(files, name));
  try {
    return decodeProfile(bytes).profile;
  } catch (error) {
    throw dataErrors.PROFILE_UNREADABLE({ file: name, reason: messageOf(error) }, { cause: error });
  }
}
