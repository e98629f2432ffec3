import { expect, it } from 'vitest';
import type { CiReport } from './report.ts';
import { writeJunit } from './write-junit.ts';
import { writeMarkdown } from './write-markdown.ts';

const report: CiReport = {
  project: 'late & <early>',
  passed: false,
  suites: [
    { name: 'configuration', cases: [{ name: 'capstan.config.ts', state: 'passed' }] },
    {
      name: 'contract of a|b',
      cases: [
        { name: 'rows', state: 'warned', message: '9000 rows, 11 set aside', seconds: 0.25 },
        { name: 'amount', state: 'failed', message: 'amount is "<b>wrong</b>" \u0007 | *very*', details: '```js\n</failure> & \uD83D\uDE00 \u0000' },
      ],
    },
    { name: 'gate', cases: [{ name: 'gate', state: 'skipped' }] },
  ],
  quality: [{ name: 'this candidate', metric: 'AUC', value: 0.70834, cost: 0.173, rows: 1490 }],
};

/** The elements of an XML text, in order, with their attributes; throws where it is not well formed. */
function parse(xml: string): { name: string; attributes: Record<string, string>; text: string }[] {
  const decode = (text: string): string => text.replaceAll(/&(\w+);/g, (whole, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" })[name] ?? fail(whole));
  const fail = (what: string): never => {
    throw new SyntaxError(what);
  };
  const open: string[] = [];
  const found: ReturnType<typeof parse> = [];
  const body = xml.replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, '');
  for (const [whole, close, name, attributes, self, text] of body.matchAll(/<(\/?)([\w-]+)((?: \w+="[^"<]*")*)(\/?)>([^<]*)/g)) {
    if (close) expect({ whole, ends: open.pop() }).toEqual({ whole, ends: name });
    else {
      found.push({
        name: name!,
        attributes: Object.fromEntries([...attributes!.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, decode(value!)])),
        text: decode(text!),
      });
      if (!self) open.push(name!);
    }
  }
  expect(open).toEqual([]);
  expect(body.replaceAll(/<\/?[\w-]+(?: \w+="[^"<]*")*\/?>[^<]*/g, '')).toBe('');
  return found;
}

it('is valid JUnit, whatever the texts are', () => {
  const elements = parse(writeJunit(report));
  const named = (name: string) => elements.filter((element) => element.name === name);
  expect(named('testsuites')[0]!.attributes).toEqual({ name: 'late & <early>', tests: '4', failures: '1', errors: '0', skipped: '1', time: '0.250' });
  expect(named('testsuite').map((suite) => [suite.attributes['name'], suite.attributes['tests'], suite.attributes['failures']])).toEqual([
    ['configuration', '1', '0'],
    ['contract of a|b', '2', '1'],
    ['gate', '1', '0'],
  ]);
  expect(named('testcase')).toHaveLength(4);
  expect(named('failure')[0]).toMatchObject({
    attributes: { message: 'amount is "<b>wrong</b>"  | *very*' },
    text: 'amount is "<b>wrong</b>"  | *very*\n```js\n</failure> & \uD83D\uDE00 ',
  });
  expect(named('skipped')).toHaveLength(1);
});

it('is Markdown in which texts stay texts', () => {
  const markdown = writeMarkdown(report);
  expect(markdown).toContain('## ❌ late & \\<early\\>: this cannot be released');
  expect(markdown).toContain('2 passed, 1 failed, 1 with a warning, 1 not reached.');
  expect(markdown).toContain('| this candidate | 0.7083 | 0.1730 | 1,490 |');
  expect(markdown).toContain('| ❌ | amount | amount is "\\<b\\>wrong\\</b\\>"');
  expect(markdown).toContain('\\| \\*very\\* |');
  expect(markdown).toContain('````\n```js\n');
  expect(markdown).toMatch(/✅ all 1 passed/);
});
