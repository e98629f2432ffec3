export { rulesProblems } from './compile-rules.ts';
export { judgedAsChampion } from './judge-candidate.ts';
export { type Decided, type LoadedRelease } from './loaded-release.ts';
export { releaseErrors } from './release.errors.ts';
export { releaseOperations } from './release.operations.ts';
export { createReleaseRoom, type ReleaseFacts, type ReleaseRoom, type ReleaseSettings } from './release-room.ts';
export { releaseMigrations } from './release.store.ts';
export { type Gate, type GateCheck, type GateReport, type Release, RELEASE_PARTS, type ReleaseManifest, type ReleasePart } from './release.ts';
export { defineRules, type Rule, type Rules } from './rules.ts';
