import type { IncomingMessage } from 'node:http';
import { serverErrors } from '../server.errors.ts';

/**
 * The body of a request as it comes in, no faster than it is used. It fails when the client goes away before its end, and beyond `most` bytes. The connection
 * stays open when the reader stops early: the client gets to hear why. Throws SERVER_BODY_UNREADABLE, SERVER_BODY_TOO_LARGE.
 */
export async function* readUpload(request: IncomingMessage, most: number): AsyncGenerator<Uint8Array, void, void> {
  if (Number(request.headers['content-length'] ?? 0) > most) throw serverErrors.BODY_TOO_LARGE({ most });
  let size = 0;
  try {
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
      size += piece.byteLength;
      if (size > most) break;
      yield piece;
    }
  } catch (error) {
    throw serverErrors.BODY_UNREADABLE({ reason: 'the client went away in the middle of it' }, { cause: error });
  }
  if (size > most) throw serverErrors.BODY_TOO_LARGE({ most });
}
