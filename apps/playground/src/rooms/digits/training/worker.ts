import { splitDigits, type Digits } from 'digits/split-digits';
import { wasm } from '@thalweg/wasm';
import { loadDigits } from '../data/load-digits.ts';
import type { Command, News } from './messages.ts';
import { Session } from './session.ts';

// A page talks to one session, which lives as long as this worker.
let digits: Digits;
let session: Session;
let last: Promise<void> = Promise.resolve();

function tell(news: News): void {
  // Weights go over as they are; nobody here looks at them again.
  postMessage(news, { transfer: news.kind === 'weights' ? news.weights.map(({ buffer }) => buffer) : [] });
}

/** Why circuits are not compiled here; nothing where they are. */
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
    tell({ kind: 'ready', interpreted: whyInterpreted(), tests: digits.test.length! });
    session = new Session(digits, plan, speed, tell);
    session.open(play);
  } else if (command.kind === 'example') {
    const { image, digit } = digits.test.open({ epoch: 0, index: command.number }).next()!;
    tell({ kind: 'example', number: command.number, image, digit });
  } else session.take(command);
}

// One after another: what comes while the digits are loaded waits for them.
addEventListener('message', ({ data }: MessageEvent<Command>) => {
  last = last
    .then(() => take(data))
    .catch((error: unknown) =>
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
    );
});
