import { batch, take } from '@thalweg/data';
import { followModel } from '@thalweg/cluster';
import { accuracy } from '@thalweg/metrics';
import { natsLog } from '@thalweg/nats';
import { measure, modelState, predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import type { ChildMessage, Task } from './child-message.ts';
import { digitServer, NAME, servedNetwork } from './digit-server.ts';

process.once('message', (task: Task) => void serve(task));
// The parent is gone: nobody would end this process.
process.once('disconnect', () => process.exit());

/** Serves predictions of the newest model until the process is ended. */
async function serve({ server, settings }: Task): Promise<void> {
  const { network, digits } = servedNetwork(settings);
  const runner = wasm({ fallback: true });
  const log = await natsLog({ servers: server });
  const http = digitServer(predictor(network.logits, { runner }));
  // Requests under way are answered before it ends.
  process.once('SIGTERM', () => void http.close().finally(() => process.exit()));
  const canary = {
    records: digits.test.pipe(take(500), batch(50)),
    metric: network.logits.pipe(measure(accuracy(), network.digit)),
    mode: 'max',
    worse: 0.05,
    runner,
  } as const;
  followModel(log, NAME, { model: modelState(network.logits) }, { canary }).subscribe(
    ({ version, accepted, staleness = NaN }) => {
      if (accepted) http.version = version;
      tell({ kind: 'swapped', swapped: { version, accepted, staleness, at: Date.now() } });
    },
  );
  tell({ kind: 'listening', port: await http.listen() });
}

function tell(message: ChildMessage): void {
  process.send?.(message);
}
