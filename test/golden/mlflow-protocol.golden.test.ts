import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTracking, type TrackingPlatform } from '../../src/platform/index.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { PROTOCOL_CASES } from './mlflow/protocol-cases.ts';
import { tellStory, type ToldAnswer } from './mlflow/tell-story.ts';

// `mlflow/protocol.json` is what MLflow's own server answered to the same story; `npm run test:mlflow` asks it again (and with `-- --update` writes it anew).

type Story = Readonly<Record<string, Readonly<Record<string, ToldAnswer>>>>;
const golden = JSON.parse(readFileSync(new URL('mlflow/protocol.json', import.meta.url), 'utf8')) as { readonly mlflow: string; readonly answers: Story };

let folder: string;
let platform: TrackingPlatform;
let server: RunningServer;
let ours: Story;
const faults: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capstan-golden-'));
  platform = await openTracking(folder);
  server = await startServer(platform, { port: 0, version: '1', onFault: (fault) => faults.push(fault) });
  ours = await tellStory(server.url);
});
afterAll(async () => {
  await server.close();
  await platform.close();
  await rm(folder, { recursive: true });
});

describe.each(Object.entries(PROTOCOL_CASES))('of %s', (chapter, cases) => {
  it.each(cases)('the answer is MLflow’s: $name', ({ name, more, differs }) => {
    const theirs = golden.answers[chapter]![name]!;
    const answer = ours[chapter]![name]!;
    // A difference that is none any more is to be taken off the list.
    if (differs === undefined && more === undefined) expect(answer).toEqual(theirs);
    else expect(answer).not.toEqual(theirs);
    if (more !== undefined) expect(answer).toMatchObject(theirs);
    if (differs === undefined) return;
    const { status, error_code, message } = differs;
    expect(answer).toMatchObject({ status, body: { error_code, ...(message !== undefined && { message }) } });
  });
});

it('nothing of it is a failure of the server', () => {
  expect(faults).toEqual([]);
});
