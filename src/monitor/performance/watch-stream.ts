import { type Digest, formatInstant, type Instant, type Interval, type JsonValue } from '../../kernel/index.ts';
import type { Unit } from '../../serve/index.ts';
import { createAdwin, createPageHinkley, resumeAdwin, resumePageHinkley, type StreamChange } from '../../stats/index.ts';
import { continueFinding } from '../continue-finding.ts';
import { remedyFor } from '../diagnosis/describe-finding.ts';
import type { Finding } from '../finding.ts';
import type { MonitorMeans } from '../monitor-means.ts';
import { type DailyCourse, emptyCourse, takeOutCourse } from './daily-course.ts';
import { learnRelease } from './learn-release.ts';
import { ownUnits } from './own-units.ts';
import type { Stream, StreamDetectorName } from './stream-watch.ts';
import { findStream } from './streams.store.ts';

/** How a stream of one release stands after a window; plain JSON. */
export type WatchedStream = {
  readonly deployment: string;
  readonly release: Digest;
  readonly stream: Stream;
  readonly by: StreamDetectorName;
  /** The detector's own state. */
  readonly detector: JsonValue;
  /** Values seen. */
  readonly seen: number;
  /** How many values had been seen when a window began, of the newest windows. */
  readonly marks: readonly { readonly seen: number; readonly at: Instant }[];
  /** Of the score: what is usual in each hour. */
  readonly course?: DailyCourse;
};

/** Values in which a stream that does not change is said to, at most once: measured by `npm run bench:performance`. */
const FALSE_ALARM_IN = 100_000;
/** A change of the mean by less than this matters to nobody. */
const LEAST = 0.01;
/** Windows that a change can be dated back to. */
const MARKS = 100;

/** One value of a stream. */
export interface DatedValue {
  readonly at: Instant;
  readonly value: number;
}

/** A window's part of a stream. */
export interface StreamCase {
  readonly deployment: string;
  readonly release: Digest;
  readonly interval: Interval;
  readonly previous: readonly Finding[];
  /** Its values in order of event time, stretch by stretch; read only when the stream is watched. */
  readonly stretches: AsyncIterable<readonly DatedValue[]>;
  /** Whether the window's data is broken; then it says nothing of the model. */
  readonly broken: boolean;
}

/** How streams stand after a window, and what was found in them. */
export interface StreamsVerdict {
  readonly streams: readonly WatchedStream[];
  readonly findings: readonly Finding[];
}

/**
 * Goes on watching a stream of the champion's predictions, one by one in order of event time; nothing when the project does not ask for it. Errors are read when their labels have had their
 * time, all of them: in the order in which labels come, those that come late because of what they say would look like a change. A rise of errors is found, and any change of the score beyond its daily course.
 */
export async function watchStream(monitor: MonitorMeans, stream: Stream, about: StreamCase): Promise<StreamsVerdict> {
  const { deployment, release, interval, stretches, broken } = about;
  const watched = monitor.options.streams.find((one) => one.of === stream);
  if (watched === undefined || broken) return { streams: [], findings: [] };
  const { by = 'adwin' } = watched;
  const stored = await findStream(monitor.means, { deployment, release, stream });
  const before = stored?.by === by ? stored : undefined;
  const seen = before?.seen ?? 0;
  const marks = [...(before?.marks ?? []), { seen, at: interval.from }].slice(-MARKS);
  const detector = openDetector(by, before?.detector);
  const changes: StreamChange[] = [];
  const times: Instant[] = [];
  let { course } = before ?? {};
  let [level, isEmpty] = [0, true];
  for await (const stretch of stretches) {
    if (stretch.length === 0) continue;
    isEmpty = false;
    let values = stretch;
    // A score goes up and down with the hour; that is learnt first, and taken out.
    if (stream === 'score') ({ course, level, rest: values } = takeOutCourse(course ?? emptyCourse(stretch[0]!.at), stretch, monitor.calendar));
    for (const { at, value } of values) {
      times.push(at);
      const change = detector.push(value);
      if (change !== null) changes.push(change);
    }
  }
  if (isEmpty) return { streams: [], findings: [] };
  const streams = [{ deployment, release, stream, by, detector: detector.toState(), seen: seen + times.length, marks, ...(course && { course }) }];
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return { streams, findings: [] };
  const rise = last.after - first.before;
  if ((stream === 'errors' ? rise : Math.abs(rise)) < LEAST) return { streams, findings: [] };
  // A change is let go of bit by bit: the last of a window's cuts dates it best.
  const at = last.since >= seen ? times[last.since - seen]! : (marks.findLast((mark) => mark.seen <= last.since) ?? marks[0]!).at;
  const { scale, words } = monitor.judging;
  const told = (value: number): number => (level + value) * (stream === 'score' ? scale : 1);
  const effect = Math.min(1, Math.abs(last.after - first.before));
  return { streams, findings: [toFinding(about, words.errors, { stream, by, at, rows: times.length, effect, before: told(first.before), after: told(last.after) })] };
}

/** The scores of a release as champion in a window, hour by hour, in units by which gaps are large or small. */
export async function* scoresOf({ serve, judging }: MonitorMeans, about: { readonly interval: Interval; readonly release: Digest }): AsyncIterable<DatedValue[]> {
  for await (const { eventAt, scores } of serve.scores(about)) yield Array.from(scores, (value, i) => ({ at: eventAt[i]!, value: value / judging.scale }));
}

/** By how much more each labelled unit of a release as champion lost than was promised, in order of time. */
export async function* errorsOf(monitor: MonitorMeans, { release, units }: { readonly release: Digest; readonly units: readonly Unit[] }): AsyncIterable<DatedValue[]> {
  const own = ownUnits(units, release).filter((unit) => unit.label !== null);
  if (own.length === 0) return;
  own.sort((a, b) => a.eventAt - b.eventAt || a.order - b.order);
  const excess = (await learnRelease(monitor, release)).excess(own);
  yield own.map((unit, i) => ({ at: unit.eventAt, value: excess[i]! }));
}

interface DatedChange extends Pick<StreamChange, 'before' | 'after'> {
  readonly stream: Stream;
  readonly by: StreamDetectorName;
  readonly at: Instant;
  readonly rows: number;
  readonly effect: number;
}

function toFinding(about: StreamCase, errors: string, { stream, by, at, rows, effect, before, after }: DatedChange): Finding {
  const column = stream === 'score' ? 'score' : '*';
  const name = stream === 'score' ? 'The score' : errors;
  const finding = continueFinding(about, {
    release: about.release,
    kind: 'change',
    column,
    urgency: 'notice',
    effect,
    natural: LEAST,
    p: Math.min(1, rows / FALSE_ALARM_IN),
    rows,
    harm: null,
    message: `${name} of single predictions ${after > before ? 'rose' : 'fell'} from ${before.toFixed(3)} to ${after.toFixed(3)} on average, since ${formatInstant(at)} (${DETECTORS[by]}). Without a change this is said once in ${FALSE_ALARM_IN.toLocaleString('en-US')} predictions at most.`,
    remedy: remedyFor({ kind: 'change', column }, at),
  });
  // A stream that changes again and again is one finding, which began with the first change.
  const since = finding.windows === 1 ? at : finding.since;
  return { ...finding, since, remedy: remedyFor({ kind: 'change', column }, since) };
}

const DETECTORS: Readonly<Record<StreamDetectorName, string>> = { adwin: 'ADWIN', 'page-hinkley': 'Page-Hinkley' };

interface StreamDetector {
  push(value: number): StreamChange | null;
  toState(): JsonValue;
}

function openDetector(by: StreamDetectorName, state: JsonValue | undefined): StreamDetector {
  if (by === 'adwin') return state === undefined ? createAdwin() : resumeAdwin(state);
  return state === undefined ? createPageHinkley() : resumePageHinkley(state);
}
