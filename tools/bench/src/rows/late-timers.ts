import { batch, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { train } from '@thalweg/train';
import type { Unsubscribable } from 'rxjs';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

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
    ours: () => latest(learning(inputs, hidden), bySize(size, 1000, 100)),
    reference: () => latest(working(), bySize(size, 1000, 100)),
  }),
}));

/** Returns how late timers of 10 ms are at most, one after another, in microseconds, beside something that goes on. */
async function latest(begin: () => Unsubscribable, forMs: number): Promise<number> {
  let going: Unsubscribable | undefined;
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
  return most;
}

/** A new network that learns at batch 32, without end. */
function learning(inputs: number, hidden: number): () => Unsubscribable {
  const image = input('image', ['batch', inputs]);
  const digit = input('digit', ['batch'], 'int32');
  const loss = image.pipe(dense(hidden), relu(), dense(10), softmaxCrossEntropy(digit));
  const data = Float32Array.from({ length: inputs * 320 }, (_, i) => Math.sin(12.9898 * (i + 1)));
  const digits = fromColumns({
    image: { data, shape: [inputs] },
    digit: Int32Array.from({ length: 320 }, (_, i) => i % 10),
  });
  const steps$ = digits.pipe(shuffle({ seed: 1 }), batch(32), epochs(Infinity), train(loss, adam()));
  return () => steps$.subscribe();
}

function working(): () => Unsubscribable {
  return () => {
    const state = { going: true };
    const work = (): void => {
      for (const end = performance.now() + 8; performance.now() < end;);
      if (state.going) setImmediate(work);
    };
    setImmediate(work);
    return { unsubscribe: () => void (state.going = false) };
  };
}
