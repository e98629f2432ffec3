// Removes for good what is deleted in a state folder, and says when it begins and how it ended. Args: folder.
import { openMeans } from '../../../src/store/index.ts';
import { createArtifactRoom, trainMigrations } from '../../../src/train/index.ts';

const means = await openMeans({ project: 'p', folder: process.argv[2]!, migrations: trainMigrations });
console.log('begins');
const report = await createArtifactRoom(means).collectGarbage({ olderThan: 0, actor: 'child' });
console.log(`ended ${report.keptCount}`);
await means.close();
