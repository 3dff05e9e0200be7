import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import type { Unsubscribable } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** Something that goes on until it is unsubscribed, and how many steps it has taken. */
interface Going extends Unsubscribable {
  readonly steps: () => number;
}

/** How late timers are beside a training, which gives the event loop a turn after each slice of 8 ms. */
export const lateTimers: readonly RatioRow[] = (
  [
    ['a small network, from its first step on', 64, 32],
    ['steps of 2 ms', 256, 64],
  ] as const
).map(([when, inputs, hidden]) => ({
  name: `waits: how late a timer of 10 ms is at most, beside a training: ${when}`,
  ours: 'train, interpreted',
  reference: 'a loop that works for 8 ms, turn after turn',
  bar: 3,
  turns: 5,
  prepare: size => ({
    ours: () => latest(learning(inputs, hidden), bySize(size, 1000, 100), bySize(size, 5, 0)),
    reference: () => latest(working(), bySize(size, 1000, 100), bySize(size, 5, 0)),
  }),
}));

/**
 * Returns how late timers of 10 ms are at most, one after another, in microseconds, beside something that goes on, and takes more
 * than so many steps.
 */
async function latest(begin: () => Going, forMs: number, fewest: number): Promise<number> {
  let going: Going | undefined;
  let most = 0;
  for (const end = performance.now() + forMs; performance.now() < end;) {
    const due = performance.now() + 10;
    const before = process.cpuUsage();
    // The subscription itself is in the time of the first timer.
    going ??= begin();
    await new Promise(resolve => setTimeout(resolve, 10));
    const { user, system } = process.cpuUsage(before);
    // Where the machine gave its time to others, it was not this process.
    most = Math.max(most, Math.min(1000 * (performance.now() - due), user + system));
  }
  going!.unsubscribe();
  if (going!.steps() <= fewest) throw new Error(`more than ${fewest} steps must be taken, got ${going!.steps()}`);
  return most;
}

/** A new network that learns at batch 32, without end. */
function learning(inputs: number, hidden: number): () => Going {
  const image = input('image', ['batch', inputs]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(hidden), relu(), dense(10), softmaxCrossEntropy(digit));
  const data = Float32Array.from({ length: inputs * 320 }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const digits = fromColumns({
    image: { data, shape: [inputs] },
    digit: Int32Array.from({ length: 320 }, (_, i) => i % 10),
  });
  const steps$ = digits.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity), train(loss, adam()));
  return () => {
    let steps = 0;
    const subscription = steps$.subscribe(() => steps++);
    return { steps: () => steps, unsubscribe: () => subscription.unsubscribe() };
  };
}

function working(): () => Going {
  return () => {
    const state = { going: true, steps: 0 };
    const work = (): void => {
      for (const end = performance.now() + 8; performance.now() < end;);
      state.steps++;
      if (state.going) setImmediate(work);
    };
    setImmediate(work);
    return { steps: () => state.steps, unsubscribe: () => void (state.going = false) };
  };
}
