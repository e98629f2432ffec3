// Writes more than a file may hold, as blob or as table, and says how it failed. Args: folder, `put` | `putStream` | `putFile` | `copyToParquet`.
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { openColumns, openFileBlobs } from '../../../src/store/index.ts';

const [folder, how] = process.argv.slice(2) as [string, string];
const report = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
    console.log('stored');
  } catch (error) {
    console.log(`failed ${(error as { code?: string }).code ?? String(error)}`);
  }
};
if (how === 'copyToParquet') {
  const columns = openColumns();
  await report(() => columns.copyToParquet('SELECT random() AS r FROM range(2000000)', join(folder, 'table.parquet')));
  console.log(`then ${(await columns.copyToParquet('SELECT 1 AS one', join(folder, 'small.parquet'))).rows}`);
  await columns.close();
} else {
  const blobs = await openFileBlobs(folder);
  if (how === 'put') await report(() => blobs.put(Buffer.alloc(2_000_000, 7)));
  else if (how === 'putStream') await report(() => blobs.putStream(createReadStream(join(folder, 'large'))));
  else await report(() => blobs.putFile(join(folder, 'large')));
  console.log(`then ${await blobs.put('small')}`);
}
