import type { ByteReader, ByteWriter } from '../../kernel/index.ts';

/** What a logged value is; a closed set. */
const KINDS = { none: 0, no: 1, yes: 2, number: 3, whole: 4, text: 5, json: 6 } as const;

/** Writes one value of a request in as few bytes as keep it to the last bit; what is no number, text or truth goes as JSON. NaN and undefined become null, as in JSON. */
export function writeLoggedValue(writer: ByteWriter, value: unknown): void {
  switch (typeof value) {
    case 'number':
      if (value !== value) writer.byte(KINDS.none);
      else if (Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)) {
        writer.byte(KINDS.whole);
        writer.count(value);
      } else {
        writer.byte(KINDS.number);
        writer.number(value);
      }
      return;
    case 'string':
      writer.byte(KINDS.text);
      return writer.text(value);
    case 'boolean':
      return writer.byte(value ? KINDS.yes : KINDS.no);
    default: {
      const text = value === null ? undefined : JSON.stringify(value);
      if (text === undefined) return writer.byte(KINDS.none);
      writer.byte(KINDS.json);
      writer.text(text);
    }
  }
}

/** Reads what `writeLoggedValue` wrote. Throws BYTES_MALFORMED. */
export function readLoggedValue(reader: ByteReader): unknown {
  const kind = reader.byte();
  switch (kind) {
    case KINDS.none:
      return null;
    case KINDS.no:
      return false;
    case KINDS.yes:
      return true;
    case KINDS.number:
      return reader.number();
    case KINDS.whole:
      return reader.count();
    case KINDS.text:
      return reader.text();
    case KINDS.json:
      return JSON.parse(reader.text()) as unknown;
    default:
      return reader.refuse(`there is no kind of value ${kind}`);
  }
}
