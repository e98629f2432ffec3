import { stripVTControlCharacters } from 'node:util';

/** Where a command writes: words for people, or one JSON value for programs. */
export interface Terminal {
  /** A line for people; silent when JSON was asked for. */
  line(text?: string): void;
  /** What went wrong while the command goes on: to standard error, also when JSON was asked for. */
  fault(text: string): void;
  /** The result, as JSON; silent unless JSON was asked for. */
  json(value: unknown): void;
  /** A table for people: a header, then one row a record; numbers are set to the right. */
  table(header: readonly string[], rows: readonly (readonly (string | number | null)[])[]): void;
  /** One line that is written over again while work goes on; `null` removes it. */
  progress(text: string | null): void;
  readonly style: Style;
}

/** Colours, or plain text where they are not wanted. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** A terminal over standard output and error. Progress moves only on a real terminal; elsewhere it is left out. */
export function createTerminal(options: { readonly json: boolean; readonly plain: boolean; readonly out?: Output; readonly err?: Output }): Terminal {
  const { out = process.stdout, err = process.stderr } = options;
  const coloured = !options.plain && !options.json && out.isTTY === true;
  const moving = !options.plain && !options.json && err.isTTY === true;
  const paint = (code: number) => (text: string) => (coloured ? `\u001B[${code}m${text}\u001B[0m` : text);
  const style: Style = { bold: paint(1), dim: paint(2), good: paint(32), bad: paint(31), warn: paint(33) };
  let shown = false;
  const clear = (): void => {
    if (shown) err.write('\r\u001B[K');
    shown = false;
  };
  const line = (text = ''): void => {
    if (options.json) return;
    clear();
    out.write(`${text}\n`);
  };
  return {
    style,
    line,
    fault(text) {
      clear();
      err.write(`${style.bad(text)}\n`);
    },
    json: (value) => void (options.json && out.write(`${JSON.stringify(value, null, 2)}\n`)),
    table(header, rows) {
      const cells = [header.map((h) => style.dim(h)), ...rows.map((row) => row.map((cell) => (cell === null ? style.dim('–') : String(cell))))];
      const widths = header.map((_, i) => Math.max(...cells.map((row) => visibleLength(row[i] ?? ''))));
      const right = header.map((_, i) => rows.length > 0 && rows.every((row) => row[i] === null || isNumeric(row[i] as string | number)));
      for (const row of cells)
        line(
          row
            .map((cell, i) => pad(cell, widths[i]!, right[i]!))
            .join('  ')
            .trimEnd(),
        );
    },
    progress(text) {
      if (!moving) return;
      clear();
      if (text === null) return;
      err.write(text.slice(0, (err.columns ?? 100) - 1));
      shown = true;
    },
  };
}

const visibleLength = (text: string): number => stripVTControlCharacters(text).length;
const isNumeric = (cell: string | number): boolean => typeof cell === 'number' || /^[-+]?[\d,. ]+(?:%| ms| s)?$/.test(cell);
const pad = (text: string, width: number, right: boolean): string => (right ? ' '.repeat(width - visibleLength(text)) + text : text + ' '.repeat(width - visibleLength(text)));

/** `1234567` → `1,234,567`. */
export const formatCount = (n: number): string => Math.round(n).toLocaleString('en-US');

/** `1234567` → `1.2 MB`. */
export function formatBytes(bytes: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${['bytes', 'kB', 'MB', 'GB', 'TB'][power]}`;
}

/** A number to some decimals, or a dash. */
export const formatNumber = (n: number | null | undefined, decimals = 3): string => (n === null || n === undefined || Number.isNaN(n) ? '–' : n.toFixed(decimals));

/** `09:05` of minutes since midnight. */
export const sayTimeOfDay = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`;

/** A bar of progress: `████░░░░ 50 %`. */
export function progressBar(fraction: number, width = 24): string {
  const full = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.round(fraction * 100)).padStart(3)} %`;
}
