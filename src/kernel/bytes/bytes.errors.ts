import { defineErrors, errorKind } from '../errors.ts';

/** What a binary form is refused for. */
export const bytesErrors = defineErrors('BYTES', {
  MALFORMED: errorKind<{ what: string; reason: string }>({
    status: 422,
    message: (f) => `these bytes are not ${f.what}: ${f.reason}`,
    remedy: () => 'make it again from what it was made of; if a file was damaged, restore it',
  }),
});
