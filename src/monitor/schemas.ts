// What operations of other rooms answer of this one; loads schemas alone.
export { windowReportSchema } from './window.ts';
