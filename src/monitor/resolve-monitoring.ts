import { HOUR, isTimeZone, type Problem } from '../kernel/index.ts';
import { monitorErrors } from './monitor.errors.ts';
import { type Monitoring, MONITORING_DEFAULTS } from './window.ts';

/** Fills in the defaults. Throws MONITOR_OPTIONS_INVALID with every problem. */
export function resolveMonitoring(monitoring: Monitoring): Required<Monitoring> {
  const options = { ...MONITORING_DEFAULTS, ...monitoring };
  const problems: Problem[] = [];
  if (!(options.window > 0 && options.window % HOUR === 0)) problems.push({ path: '/window', message: 'must be whole hours, in ms' });
  if (!(options.attribution >= 0)) problems.push({ path: '/attribution', message: 'must be at least 0 (ms)' });
  if (!(options.falseAlarm > 0 && options.falseAlarm < 1)) problems.push({ path: '/falseAlarm', message: 'must lie between 0 and 1' });
  if (!(options.alarmBudget > 0)) problems.push({ path: '/alarmBudget', message: 'must be above 0 (false alarms in 30 days)' });
  for (const name of ['pageEffect', 'pageShare', 'skewShare'] as const)
    if (!(options[name] >= 0 && options[name] <= 1)) problems.push({ path: `/${name}`, message: 'must lie in 0..1' });
  const streams = options.streams.map((stream) => stream.of);
  if (new Set(streams).size < streams.length) problems.push({ path: '/streams', message: 'must name each stream once' });
  if (new Set(options.segments).size < options.segments.length) problems.push({ path: '/segments', message: 'must name each input once' });
  if (!isTimeZone(options.timeZone)) problems.push({ path: '/timeZone', message: `must be an IANA name, such as Europe/Berlin; there is no ${JSON.stringify(options.timeZone)}` });
  if (problems.length > 0) throw monitorErrors.OPTIONS_INVALID({ problems });
  return options;
}
