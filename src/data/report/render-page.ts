import { Html, html } from './html.ts';
import { REPORT_STYLE } from './report-style.ts';

/** One page that needs nothing else: no script, no font, no request; its own policy forbids them. Pure. */
export const renderPage = (title: string, body: Html): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${new Html(REPORT_STYLE)}
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html>`.text;

/** What there is to say of a finding, term by term; a term without a text is left out. */
export const renderTerms = (terms: readonly (readonly [name: string, text: string])[]): Html =>
  html`<dl>
    ${terms
      .filter(([, text]) => text !== '')
      .map(
        ([name, text]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${text}</dd>
          </div>`,
      )}
  </dl>`;
