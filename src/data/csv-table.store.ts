import { createReadStream } from 'node:fs';
import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { isCapstanError, messageOf } from '../kernel/index.ts';
import { type Columns, quoteIdentifier, storeErrors } from '../store/index.ts';
import { dataErrors } from './data.errors.ts';
import { quoteLiteral, type TableSql } from './table-sql.store.ts';

/** What may stand between the values of a line. */
const DELIMITERS = [',', ';', '\t', '|'] as const;
/** What may stand before a quote that ends no value: a second one, as in RFC 4180, or a backslash. */
const ESCAPES = ['"', '\\'] as const;
/** Bytes in which most files have their first two lines, and those beyond which DuckDB reads no line. */
const [FIRST_READ, LONGEST] = [65_536, 2_097_152];
/** A value in quotes: within a value a quote is a letter, as in `5" pipe`. */
const QUOTED = /(?<=^|[\r\n,;\t|])"(?:[^"]|"")*"/g;
/** Bytes after which a value begins. */
const BEFORE_VALUES: ReadonlySet<number> = new Set(Buffer.from('\n\r,;\t|'));
/** Columns that are asked about in one query: DuckDB takes time with the square of them to plan it. */
const ASKED_AT_ONCE = 200;
/** A number that would lose digits: zeros before others, or a plus before many, as of telephones. */
const PADDED = String.raw`^\s*([+-]?0[0-9]|\+[0-9]{7,}\s*$)`;

/** A CSV file of which every line has as many values as there are names. */
interface CsvFile {
  readonly options: string;
  readonly names: readonly string[];
  /** Every value a text. */
  readonly texts: TableSql;
}

/** The rows of a CSV file, every value a text. Throws DATA_FILE_UNREADABLE, which names the line, where a line has another number of values than there are names. */
export const csvTexts = async (store: Columns, path: string, name: string): Promise<TableSql> => (await openCsv(store, path, name)).texts;

/**
 * The rows of a CSV file whose types are found out from all of its values; numbers that would lose digits (`007`, `-007`, `+4917012345`, and wholes beyond 64 bits) stay texts.
 * Throws as `csvTexts`.
 */
export async function csvTable(store: Columns, path: string, name: string): Promise<TableSql> {
  const { options, names, texts } = await openCsv(store, path, name);
  const [found] = await store.query<Sniffed>(`${sniffSql(path, options)}, sample_size = -1)`);
  const types = found!.columns.map(({ type }) => type);
  const lost = await losingNumbers(store, texts, names, types);
  const columns = names.map((column, i) => `${quoteIdentifier(column)}: ${quoteLiteral(lost.has(i) ? 'VARCHAR' : types[i]!)}`);
  const formats = [
    ['dateformat', found!.dateformat],
    ['timestampformat', found!.timestampformat],
  ].flatMap(([option, format]) => (format === null ? [] : [`, ${option} = ${quoteLiteral(format!)}`]));
  return `read_csv(${quoteLiteral(path)}, auto_detect = false, ${options}, columns = {${columns.join(', ')}}${formats.join('')})`;
}

interface Sniffed {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly dateformat: string | null;
  readonly timestampformat: string | null;
}

const sniffSql = (path: string, options: string): string =>
  `SELECT "Columns" AS columns, "DateFormat" AS dateformat, "TimestampFormat" AS timestampformat FROM sniff_csv(${quoteLiteral(path)}, ${options}, skip = 0`;

/**
 * Finds out by which delimiter all lines of a file can be read. DuckDB by itself leaves out lines that do not fit, the line of names among them, takes lines that begin alike for
 * comments, or the whole for one column: here only what stands between the values is sought, and every line is read by it.
 */
async function openCsv(store: Columns, path: string, name: string): Promise<CsvFile> {
  const unreadable = (reason: string, cause?: unknown): Error => dataErrors.FILE_UNREADABLE({ file: name, reason }, { cause });
  const lines = await firstLines(path);
  if (typeof lines === 'string') throw unreadable(lines);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, values: lines[0]!.split(delimiter).length })).toSorted((a, b) => b.values - a.values);
  const several = counts.filter(({ values }) => values > 1);
  let first: unknown;
  for (const escape of ESCAPES)
    for (const { delimiter, values } of several.length > 0 ? several : [{ delimiter: ',' as const, values: 1 }]) {
      const file = await readStrictly(store, path, { delimiter, escape, values }).catch((error: unknown) => void (first ??= error));
      if (file === undefined) continue;
      const delimited = several.length > 0 ? undefined : await delimiterBelow(store, path, lines[1]);
      if (delimited === undefined) return file;
      throw unreadable(
        `line 2 has ${delimited.values} values between ${JSON.stringify(delimited.delimiter)}, the line of names one (in quotes they are one): ${lines[1]!.slice(0, 100)}`,
      );
    }
  const reason = isCapstanError(first) && typeof first.facts['reason'] === 'string' ? first.facts['reason'] : messageOf(first);
  throw unreadable(reason.startsWith('its lines end') ? ((await otherEnding(path)) ?? 'a quote stands where none may') : reason, first);
}

/** Reads every line. */
async function readStrictly(store: Columns, path: string, { delimiter, escape, values }: { delimiter: string; escape: string; values: number }): Promise<CsvFile> {
  const options = `header = true, delim = ${quoteLiteral(delimiter)}, quote = '"', escape = ${quoteLiteral(escape)}, comment = ''`;
  const textsOf = (names: readonly string[]): TableSql =>
    `read_csv(${quoteLiteral(path)}, auto_detect = false, ${options}, columns = {${names.map((name) => `${quoteIdentifier(name)}: 'VARCHAR'`).join(', ')}})`;
  await store.query(`SELECT count(*) FROM ${textsOf(Array.from({ length: values }, (_, i) => `c${i}`))}`);
  const [found] = await store.query<Sniffed>(`${sniffSql(path, options)})`);
  const names = found!.columns.map((column) => column.name);
  if (names.length !== values)
    throw dataErrors.FILE_UNREADABLE({ file: path, reason: `line 1 names ${names.length} columns by one reading, and ${values} by another: put the names in quotes` });
  return { options, names, texts: textsOf(names) };
}

/** By what all lines but the first can be read as several values, where the first names one column. */
async function delimiterBelow(store: Columns, path: string, second = ''): Promise<{ delimiter: string; values: number } | undefined> {
  for (const delimiter of DELIMITERS) {
    const values = second.split(delimiter).length;
    if (values === 1) continue;
    const columns = Array.from({ length: values }, (_, i) => `c${i}: 'VARCHAR'`).join(', ');
    const sql = `read_csv(${quoteLiteral(path)}, auto_detect = false, header = true, skip = 1, delim = ${quoteLiteral(delimiter)}, quote = '"', escape = '"', columns = {${columns}})`;
    const [read] = await store.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${sql}`).catch(() => []);
    if (read !== undefined && read.rows > 0) return { delimiter, values };
  }
  return undefined;
}

/** The first two lines that hold anything, without what stands in quotes; or why there are none. */
async function firstLines(path: string): Promise<string[] | string> {
  const file = await open(path).catch((error: unknown) => {
    throw (error as { code?: unknown }).code === 'ENOENT' ? storeErrors.TABLE_MISSING({ path }, { cause: error }) : error;
  });
  try {
    for (let size = FIRST_READ; ; size = Math.min(2 * size, LONGEST)) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
      const head = buffer.subarray(0, bytesRead);
      if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return 'it is UTF-16, not UTF-8';
      const isWhole = bytesRead < size || size === LONGEST;
      // Each byte a letter: what ends lines and values, and quotes, are letters of one byte in UTF-8 too, and no letter is cut in two.
      const lines = head
        .toString('latin1')
        .replace(/^\xEF\xBB\xBF/, '')
        .replaceAll(QUOTED, '""')
        .split(/\r\n|\r|\n/);
      const held = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line !== '');
      if (!isWhole && held.length < 2) continue;
      if (held.every((line) => line.trim() === '')) return 'it is empty, and has not even a line of names';
      return isUtf8(Buffer.from(held[0]!, 'latin1')) ? held.slice(0, 2).map((line) => Buffer.from(line, 'latin1').toString('utf8')) : 'line 1 is not UTF-8';
    }
  } finally {
    await file.close();
  }
}

/** Says which line is the first that ends otherwise than those before it, outside of quotes. */
async function otherEnding(path: string): Promise<string | undefined> {
  let line = 1;
  let usual: string | undefined;
  let before = 10;
  let quote: 'none' | 'open' | 'closed' = 'none';
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>)
    for (const byte of chunk) {
      if (byte === 34) {
        if (quote === 'open') quote = 'closed';
        // A second quote after one that closed is a letter of the value.
        else if (quote === 'closed' || BEFORE_VALUES.has(before)) quote = 'open';
      } else if (quote === 'closed') quote = 'none';
      if (byte === 10) {
        if (quote !== 'open') {
          const ending = before === 13 ? '\\r\\n' : '\\n';
          usual ??= ending;
          if (ending !== usual) return `line ${line} ends with ${ending}, those before it with ${usual}`;
        }
        line++;
      }
      before = byte;
    }
  return undefined;
}

/** Which columns of numbers cannot be read as numbers without losing digits. One simple expression a column: planning takes longer than reading where there are thousands. */
async function losingNumbers(store: Columns, texts: TableSql, names: readonly string[], types: readonly string[]): Promise<ReadonlySet<number>> {
  const numbers = [...names.keys()].filter((i) => types[i] === 'BIGINT' || types[i] === 'DOUBLE');
  const found: Record<string, boolean | null> = {};
  for (let at = 0; at < numbers.length; at += ASKED_AT_ONCE) {
    const tests = numbers.slice(at, at + ASKED_AT_ONCE).map((i) => {
      const text = quoteIdentifier(names[i]!);
      const padded = `bool_or(regexp_matches(${text}, ${quoteLiteral(PADDED)}))`;
      // Wholes that no 64 bits hold, which DuckDB takes for doubles.
      const wide = `(max(length(${text})) > 18 AND NOT bool_or(regexp_matches(${text}, '[.eEnN]')))`;
      return `${types[i] === 'BIGINT' ? padded : `(${padded} OR ${wide})`} AS n${i}`;
    });
    const [some] = await store.query<Record<string, boolean | null>>(`SELECT ${tests.join(', ')} FROM ${texts}`);
    Object.assign(found, some);
  }
  return new Set(numbers.filter((i) => found[`n${i}`] === true));
}
