import type { PipelineEvent } from '../platform/index.ts';
import { progressBar, type Terminal } from './terminal.ts';

/** Shows a running pipeline on one moving line. */
export function showPipelineProgress(terminal: Terminal): (event: PipelineEvent) => void {
  return (event) => {
    if (event.type === 'step-start') terminal.progress(`${event.step} …`);
    if (event.type === 'step-progress') terminal.progress(`${event.step} ${progressBar(event.fraction)} ${event.text ?? ''}`);
    if (event.type === 'step-end') terminal.progress(null);
  };
}
