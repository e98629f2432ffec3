import { join } from 'node:path';
import { expect, it } from 'vitest';
import { contractSchema } from '../../src/data/index.ts';
import { printCli, readProgram } from './reference/print-cli.ts';
import { printConfiguration, readKeys } from './reference/print-configuration.ts';
import { describe as describeError, printErrors, readErrorTables } from './reference/print-errors.ts';
import { printMlflow } from './reference/print-mlflow.ts';
import { printOperations } from './reference/print-operations.ts';
import { REPOSITORY } from './source.ts';

// The pages of docs/reference/ are printed from the code; `npm run docs` writes them anew.

it.each([
  ['errors', printErrors],
  ['operations', printOperations],
  ['cli', printCli],
  ['configuration', printConfiguration],
  ['mlflow', printMlflow],
])('docs/reference/%s.md says what the code says (to mend it: npm run docs)', async (name, print) => {
  await expect(await print()).toMatchFileSnapshot(join(REPOSITORY, 'docs/reference', `${name}.md`));
});

it('docs/reference/contract.schema.json is the schema of contracts (to mend it: npm run docs)', async () => {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'A contract of Capstan', ...contractSchema };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(REPOSITORY, 'docs/reference/contract.schema.json'));
});

it('every key of the configuration has a sentence', () => {
  expect(
    readKeys()
      .filter((key) => key.sentence === '')
      .map((key) => key.path),
  ).toEqual([]);
});

it('a remedy names only commands and options that there are', async () => {
  const program = readProgram();
  const known = new Map(
    program.commands.flatMap((command) => [command, ...command.commands].map((one) => [one === command ? one.name() : `${command.name()} ${one.name()}`, one])),
  );
  const wrong: string[] = [];
  for (const { area, kinds } of await readErrorTables()) {
    for (const [reason, kind] of Object.entries(kinds)) {
      for (const [, words] of describeError(kind.remedy).matchAll(/capstan ((?:[a-z]+ ?)(?:[^`→;]*))/g)) {
        const [first = '', second = ''] = words!.trim().split(/\s+/);
        const command = known.get(`${first} ${second}`) ?? known.get(first);
        const options = [...words!.matchAll(/--[a-z-]+/g)].map(([option]) => option);
        const missing = options.filter((option) => ![...(command?.options ?? []), ...program.options].some((one) => one.long === option));
        if (command === undefined || missing.length > 0) wrong.push(`${area}_${reason}: capstan ${words}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});
