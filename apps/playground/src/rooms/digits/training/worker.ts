import { splitDigits, type Digits } from 'digits/split-digits';
import { wasm } from '@thalweg/wasm';
import { loadDigits } from '../data/load-digits.ts';
import type { Command, TrainingEvent } from './messages.ts';
import { Session } from './session.ts';

// The worker runs one session for its page.
let digits: Digits;
let session: Session;
let last: Promise<void> = Promise.resolve();

function emit(event: TrainingEvent): void {
  // Weights are transferred without a copy: the worker does not use them again.
  postMessage(event, { transfer: event.kind === 'weights' ? event.weights.map(({ buffer }) => buffer) : [] });
}

/** Returns the reason why circuits cannot be compiled here; undefined if they can. */
function whyInterpreted(): string | undefined {
  try {
    wasm();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function take(command: Command): Promise<void> {
  if (command.kind === 'open') {
    const { plan, data, speed, play } = command;
    digits = splitDigits(await loadDigits(data), plan.seed);
    emit({ kind: 'ready', interpreted: whyInterpreted(), tests: digits.test.length! });
    session = new Session(digits, plan, speed, emit);
    session.open(play);
  } else if (command.kind === 'example') {
    const { image, digit } = (await digits.test.open({ epoch: 0, index: command.number }).next())!;
    emit({ kind: 'example', number: command.number, image, digit });
  } else session.handle(command);
}

// Commands run one after another: those that arrive while the digits are loading wait.
addEventListener('message', ({ data }: MessageEvent<Command>) => {
  last = last
    .then(() => take(data))
    .catch((error: unknown) =>
      emit({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
});
