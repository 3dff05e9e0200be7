import { getPriority, setPriority } from 'node:os';
import { publishModel } from '@thalweg/cluster';
import { modelState } from '@thalweg/train';
import { natsLog } from '@thalweg/nats';
import { learnDigits } from 'digits/pipeline';
import { take } from 'rxjs';
import type { ChildMessage, Task } from './child-message.ts';
import { NAME, servedNetwork } from './digit-server.ts';

// Requests come first where both share a processor.
setPriority(Math.min(getPriority() + 10, 19));
process.once('message', (task: Task) => void learn(task));
// The parent is gone: nobody would end this process.
process.once('disconnect', () => process.exit());

/** Learns until the process is ended, and publishes the model. */
async function learn({ server, settings }: Task): Promise<void> {
  const { publishEvery, seed, hidden } = settings;
  const { network, digits } = servedNetwork(settings);
  const log = await natsLog({ servers: server });
  const { steps$ } = learnDigits(
    digits,
    {
      seed,
      hidden,
      batch: 32,
      epochs: 1_000_000,
      withReplacement: true,
      optimizer: 'adam',
      learningRate: 1e-4,
      schedule: 'constant',
      runner: 'wasm',
      whenNotFinite: 'error',
    },
    network,
  );
  const learnsOn = publishEvery < Infinity;
  const publish = publishModel(
    log,
    NAME,
    { model: modelState(network.logits) },
    learnsOn ? { everySeconds: publishEvery } : { everySteps: 1_000_000_000 },
  );
  let steps = 0;
  publish.published.subscribe(({ version }) => tell({ kind: 'published', version, steps }));
  // The first model is that of 500 steps in both cases; it is published as the last one if learning ends.
  (learnsOn ? steps$ : steps$.pipe(take(500))).pipe(publish).subscribe(() => steps++);
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
