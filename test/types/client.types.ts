/** What a client of Capstan sees of its operations: each `@ts-expect-error` line must be an error. Checked by `tsc`, never run. */
import type { Client, Operations } from 'capstan';

export async function good(client: Client): Promise<string[]> {
  const versions = await client.call('data.list', { dataset: 'orders', limit: 3 });
  const diff = await client.call('data.diff', { before: versions[1]!.id, after: 'orders' });
  const everything = await client.call('runs.list');
  const overview: Operations['overview']['output'] = await client.call('overview');
  const moved: string = (await client.call('loop.approve', { why: 'it pays' })).to;
  return [...diff.distributions.map((column) => column.name), everything[0]!.id, overview.project, moved];
}

export async function wrong(client: Client): Promise<void> {
  // @ts-expect-error a misspelt operation
  await client.call('data.dif', { before: 'a', after: 'b' });
  // @ts-expect-error a misspelt member of the input
  await client.call('data.list', { limt: 3 });
  // @ts-expect-error a member is missing
  await client.call('data.diff', { before: 'a' });
  // @ts-expect-error the input is needed
  await client.call('data.diff');
  // @ts-expect-error not a number
  await client.call('runs.list', { limit: 'many' });
  // @ts-expect-error not one of the set
  await client.call('monitor.findings', { urgency: 'loud' });
  const [version] = await client.call('data.list');
  // @ts-expect-error a misspelt member of the answer
  void version?.datset;
  // @ts-expect-error an answer is not changed
  version!.rows = 3;
}
