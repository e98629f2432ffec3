import { defineErrors, errorKind } from '../kernel/index.ts';

export const cliErrors = defineErrors('CLI', {
  INSTANT_UNREADABLE: errorKind<{ option: string; text: string }>({
    status: 400,
    message: (f) => `${f.option} ${JSON.stringify(f.text)} is no date`,
    remedy: () => 'write it as 2001-02-01 or 2001-02-01T12:00Z',
  }),
  INPUT_UNREADABLE: errorKind<{ what: string; reason: string }>({
    status: 400,
    message: (f) => `${f.what} cannot be read as JSON: ${f.reason}`,
    remedy: () => 'give JSON, such as --inputs \'{"amount": 12}\', or a file with --file requests.json',
  }),
  TOKEN_FILE_UNREADABLE: errorKind<{ path: string; reason: string }>({
    status: 400,
    message: (f) => `the token cannot be read from ${f.path}: ${f.reason}`,
    remedy: () => 'name a file that holds the token alone and that you may read; one that is not there yet is made, with a new token',
  }),
  FILE_UNWRITABLE: errorKind<{ file: string; reason: string }>({
    status: 400,
    message: (f) => `${f.file} cannot be written: ${f.reason}`,
    remedy: () => 'name a file in a folder that is there and that you may write to',
  }),
  FILE_MISNAMED: errorKind<{ option: string; file: string; ending: string }>({
    status: 400,
    message: (f) => `--${f.option} ${f.file} would leave a file that no command reads as what it is`,
    remedy: (f) => `let its name end in ${f.ending}`,
  }),
  FOLDER_NOT_EMPTY: errorKind<{ folder: string; files: readonly string[] }>({
    status: 409,
    message: (f) => `${f.folder} already has ${f.files.join(', ')}`,
    remedy: () => 'choose another folder: `capstan init DIR`',
  }),
});
