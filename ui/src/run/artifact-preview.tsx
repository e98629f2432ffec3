import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ArtifactEntry } from '../../../src/sdk/tracking.ts';
import { artifactUrl, isAbort } from '../ask.ts';
import { formatBytes } from '../format-run.ts';

const IMAGES = /\.(?:png|jpe?g|gif|webp)$/i;
const TEXTS = /(?:\.(?:txt|log|md|json|jsonl|ya?ml|csv|tsv|py|ts|js|sh|sql|toml|ini|cfg|xml|svg|html?)|MLmodel|requirements|Dockerfile)$/i;
const TABLES = /\.(?:csv|tsv)$/i;

/** Bytes of a text that are read. */
const MOST_TEXT = 200_000;
const MOST_ROWS = 200;

/** A picture, a table or a text; never run, whatever it says it is. An SVG is a text: the server sends none as a picture, because it can hold a program. */
export function ArtifactPreview({ run, file }: { readonly run: string; readonly file: ArtifactEntry }): JSX.Element {
  const url = artifactUrl(run, file.path);
  if (IMAGES.test(file.name)) return <img class="artifact-image" src={url} alt={file.name} />;
  if (TEXTS.test(file.name)) return <TextPreview url={url} file={file} />;
  return <p class="faint">There is no preview of such files.</p>;
}

function TextPreview({ url, file }: { readonly url: string; readonly file: ArtifactEntry }): JSX.Element {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState(false);
  useEffect(() => {
    const ended = new AbortController();
    fetch(url, { headers: { range: `bytes=0-${MOST_TEXT - 1}` }, signal: ended.signal })
      .then(async (answer) => (answer.ok || answer.status === 416 ? setText(answer.status === 416 ? '' : await answer.text()) : setProblem(true)))
      .catch((error: unknown) => {
        if (!isAbort(error)) setProblem(true);
      });
    return () => ended.abort();
  }, [url]);
  if (problem) return <p role="alert">The file cannot be read.</p>;
  if (text === null) return <p class="unseen">Reading…</p>;
  const cut = (file.size ?? 0) > MOST_TEXT;
  return (
    <>
      {TABLES.test(file.name) ? <Table rows={readRows(text, file.name.endsWith('.tsv') ? '\t' : ',')} /> : <pre class="artifact-text">{prettify(text, file.name)}</pre>}
      {cut && <p class="faint">The first {formatBytes(MOST_TEXT)} of it.</p>}
    </>
  );
}

/** JSON is laid out; a table that a client logged (`{columns, data}`) too. */
function prettify(text: string, name: string): string {
  if (!name.endsWith('.json')) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Fields of RFC 4180, the first rows of them. */
export function readRows(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += char;
        at += 1;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === separator || char === '\n') {
      rows.at(-1)!.push(field.replace(/\r$/, ''));
      field = '';
      if (char === '\n') {
        if (rows.length > MOST_ROWS) return rows;
        rows.push([]);
      }
    } else field += char;
  }
  if (field !== '') rows.at(-1)!.push(field);
  return rows.filter((row) => row.length > 0);
}

function Table({ rows }: { readonly rows: readonly (readonly string[])[] }): JSX.Element {
  const [head = [], ...body] = rows;
  return (
    <div class="artifact-table">
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
