/** Text that is safe to stand in a page. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: a value is escaped, a part of a page is not; lists are joined, nothing is written of null and false. */
export type Part = Html | string | number | null | false | readonly Part[];

/**
 * A part of a page. Every value in it is escaped, in texts and in quoted attributes alike.
 * @example html`<td title="${name}">${rows}</td>`
 */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => new Html(texts.reduce((whole, text, i) => whole + write(parts[i - 1]!) + text));

function write(part: Part): string {
  if (part instanceof Html) return part.text;
  if (part === null || part === false) return '';
  if (typeof part === 'object') return part.map(write).join('');
  return String(part).replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter]!);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
