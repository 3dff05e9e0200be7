import { functionOf, optionsOf } from '@thalweg/tensor/engine';
import { Subscription } from 'rxjs';
import type { ExposedTraining, TrainingContext } from './inside/exposed-training.ts';
import type { Build } from './inside/opened-training.ts';
import { Session } from './inside/session.ts';
import { PROTOCOL_VERSION, type Handshake } from './wire/protocol.ts';
import type { TrainingPort } from './wire/training-port.ts';
import { handshakeIn } from './wire/handshake-in.ts';
import { ownPort } from './wire/host.ts';
import { portEvents } from './wire/port-events.ts';

/** The connections that a worker has at a time: far more than pages and processes make. Others find their port closed. */
const MOST_SESSIONS = 1_000;

/** Options of {@link exposeTraining}. */
export interface ExposeTrainingOptions {
  /** The port to listen to; by default the worker's own. */
  readonly port?: TrainingPort | undefined;
}

/**
 * Exposes a training to the page or the process that started this worker, where `connectTraining` steers it. The function
 * builds a new training for each connection: nodes, optimizer, and the stream of steps, which is subscribed when the training
 * starts. Returns a subscription that ends all of them.
 *
 * The state of the training is that of the parts in `state`. A training over the records from outside is paused between two
 * of them; one over its own data must take the option `running`.
 *
 * Each message is checked: one that does not fit is refused or ignored, and nothing ends by it. There are at most 1,000
 * connections at a time.
 *
 * - **Throws** `ContractError` outside of a worker if no port is given
 *
 * @example
 * const { port1 } = new MessageChannel();
 * const w = parameter(0), x = input('x', []), loss = square(sub(mul(w, x), input('y', [])));
 * exposeTraining(({ records }) => {
 *   const learn = train(loss, sgd({ learningRate: 0.1 }));
 *   return { steps: records.pipe(learn), state: { learn }, predict: mul(w, x) };
 * }, { port: port1 }).unsubscribe();
 */
export function exposeTraining<R, Step>(
  build: (context: TrainingContext<R>) => ExposedTraining<Step>,
  options?: ExposeTrainingOptions,
): Subscription {
  const given = optionsOf('exposeTraining', options, { port: undefined });
  functionOf('exposeTraining', 'the build', build);
  const { port = ownPort('exposeTraining') } = given;
  const sessions = new Set<Session>();
  const exposing = new Subscription(() => {
    for (const session of sessions) session.close();
  });
  const ready = (): void =>
    port.postMessage({ thalweg: 'training', version: PROTOCOL_VERSION, kind: 'ready' } satisfies Handshake, []);
  exposing.add(
    portEvents('exposeTraining', port).subscribe(event => {
      const handshake = event.kind === 'message' ? handshakeIn(event.data) : undefined;
      if (handshake?.kind === 'hello') ready();
      // Versions may differ: the outside, which made the connection, reports it.
      if (handshake?.kind !== 'connect' || handshake.version !== PROTOCOL_VERSION) return;
      if (sessions.size >= MOST_SESSIONS) return handshake.port.close();
      const session = new Session(handshake.port, build as unknown as Build, handshake.lock);
      sessions.add(session);
      session.onClose(() => sessions.delete(session));
    }),
  );
  ready();
  return exposing;
}
