import { foldIn, key } from '@thalweg/tensor';
import type { StepRecord } from '@thalweg/train';
import { concatMap, defer, type OperatorFunction } from 'rxjs';
import type { HeldOutBits } from '../learning/held-out-bits.ts';
import type { Writer } from '../learning/writer.ts';
import type { Settings } from '../settings.ts';
import type { WordsEvent } from './words-event.ts';

/** A step of the training on the novel. */
export type NovelStep = StepRecord<Record<never, never>, HeldOutBits>;

/** Options of {@link stepEvents}. */
export interface StepEventsOptions extends Pick<Settings, 'showEvery' | 'sample' | 'sampleEvery' | 'seed'> {
  readonly write: Writer;
  /** The text that samples go on from. */
  readonly start: string;
}

/** Reports steps on the novel: mean losses, samples of what the model writes, and its bits on the held-out part. */
export function stepEvents(options: StepEventsOptions): OperatorFunction<NovelStep, WordsEvent> {
  const { showEvery, sample, sampleEvery, seed, write, start } = options;
  const samples = foldIn(key(seed), 'samples');
  return steps$ =>
    defer(() => {
      let [sum, count] = [0, 0];
      return steps$.pipe(
        concatMap(({ step, epoch: pass, loss, validation }) => {
          const events: WordsEvent[] = [];
          sum += loss;
          count++;
          if (step % showEvery === 0) {
            events.push({ kind: 'steps', step, pass, loss: sum / count, bits: sum / count / Math.LN2 });
            [sum, count] = [0, 0];
          }
          if (step % sampleEvery === 0)
            events.push({ kind: 'sample', step, text: write(start, sample, foldIn(samples, step)) });
          if (validation !== undefined) events.push({ kind: 'heldOut', pass, ...validation });
          return events;
        }),
      );
    });
}
