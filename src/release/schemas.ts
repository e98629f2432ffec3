// What operations of other rooms answer of this one; loads schemas alone.
export { briefOf, releaseBriefSchema } from './release-brief.ts';
export { gateReportSchema } from './release.ts';
export { rulesSchema } from './rules-schema.ts';
