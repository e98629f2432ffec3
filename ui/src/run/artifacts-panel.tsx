import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ArtifactEntry, RunView } from '../../../src/sdk/tracking.ts';
import { artifactUrl, ask, isAbort } from '../ask.ts';
import { formatBytes } from '../format-run.ts';
import { problemOf } from '../runs/use-runs.ts';
import { ArtifactPreview } from './artifact-preview.tsx';

/** The files of a run as a tree; the chosen one is shown beside it. */
export function ArtifactsPanel({ run }: { readonly run: RunView }): JSX.Element {
  const [chosen, setChosen] = useState<ArtifactEntry | null>(null);
  return (
    <div class="artifacts">
      <nav aria-label="Files">
        <Folder run={run.id} path="" chosen={chosen} onChoose={setChosen} />
      </nav>
      <section aria-label="Preview">
        {chosen ? (
          <>
            <div class="track-head">
              <h2>{chosen.path}</h2>
              <span class="faint">{chosen.size === null ? '' : formatBytes(chosen.size)}</span>
              <a class="link" href={artifactUrl(run.id, chosen.path)} download={chosen.name}>
                Download
              </a>
            </div>
            <ArtifactPreview key={chosen.path} run={run.id} file={chosen} />
          </>
        ) : (
          <p class="faint">Choose a file to look at it.</p>
        )}
      </section>
    </div>
  );
}

interface FolderProps {
  readonly run: string;
  readonly path: string;
  readonly chosen: ArtifactEntry | null;
  readonly onChoose: (file: ArtifactEntry) => void;
}

/** One folder, read when it is opened, a page at a time. */
function Folder({ run, path, chosen, onChoose }: FolderProps): JSX.Element {
  const [entries, setEntries] = useState<readonly ArtifactEntry[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const read = useCallback(
    (pageToken: string | null, signal?: AbortSignal) =>
      ask('artifacts.list', { run, path, ...(pageToken !== null && { pageToken }) }, signal).then(
        (page) => {
          setEntries((before) => (pageToken === null ? page.entries : [...(before ?? []), ...page.entries]));
          setNext(page.next);
        },
        (error: unknown) => {
          if (!isAbort(error)) setProblem(problemOf(error).title);
        },
      ),
    [run, path],
  );
  useEffect(() => {
    const ended = new AbortController();
    void read(null, ended.signal);
    return () => ended.abort();
  }, [read]);
  const toggle = (name: string): void =>
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(name)) after.add(name);
      return after;
    });
  if (problem !== null) return <p role="alert">{problem}</p>;
  if (entries?.length === 0 && path === '') return <p class="faint">This run has no artifacts.</p>;
  return (
    <ul class="files">
      {entries?.map((entry) => (
        <li key={entry.path}>
          <button
            type="button"
            class={`file${chosen?.path === entry.path ? ' chosen' : ''}`}
            {...(entry.directory && { 'aria-expanded': open.has(entry.name) })}
            onClick={() => (entry.directory ? toggle(entry.name) : onChoose(entry))}
          >
            <span>
              {entry.directory ? (open.has(entry.name) ? '▾ ' : '▸ ') : ''}
              {entry.name}
            </span>
            <span class="faint">{entry.size === null ? '' : formatBytes(entry.size)}</span>
          </button>
          {entry.directory && open.has(entry.name) && <Folder run={run} path={entry.path} chosen={chosen} onChoose={onChoose} />}
        </li>
      ))}
      {next !== null && (
        <li>
          <button type="button" class="link" onClick={() => void read(next)}>
            More
          </button>
        </li>
      )}
    </ul>
  );
}
