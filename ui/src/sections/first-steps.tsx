import type { JSX } from 'preact';

const STEPS = [
  { command: 'capstan run', what: 'Ingests the data, trains a model, and makes the first release if it passes the gate.' },
  { command: 'capstan up', what: 'Answers predictions over HTTP and takes labels as feedback.' },
  { command: 'capstan replay', what: 'Plays history through the server, so that months pass in minutes.' },
] as const;

/** What a project without data shows instead of charts: how its life begins. */
export function FirstSteps(): JSX.Element {
  return (
    <section class="first-steps" aria-labelledby="first-steps">
      <h2 id="first-steps">Nothing has been served yet</h2>
      <p>
        Once predictions are answered, this page shows which release answered them, how good it was, what changed in the data, and how every new release was tried. Three commands
        lead there.
      </p>
      <ol>
        {STEPS.map((step) => (
          <li key={step.command}>
            <code>{step.command}</code>
            <span>{step.what}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
