/** What the printed pages begin with. */
export const heading = (title: string, sentence: string): string =>
  `# ${title}\n\n${sentence}\n\n<!-- Printed from the code by \`npm run docs\`: change the code, not this page. -->\n`;

/** A table in Markdown. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** A text as code, or nothing. */
export const code = (text: string | undefined): string => (text === undefined || text === '' ? '' : text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);
