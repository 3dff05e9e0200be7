import { allocate, fillUniform, key } from '@thalweg/tensor';

/** An event of the task. */
export interface RecallEvent {
  /** The symbol, ±1 where it is shown; 1 where it is asked for; and noise. */
  readonly x: Float32Array;
  /** The symbol that was shown last: 0 or 1. */
  readonly symbol: number;
  /** 1 where the symbol is asked for, 0 elsewhere. */
  readonly asked: number;
}

/** The task's numbers. */
export interface RecallTask {
  /** The least and the largest number of events from the one that shows a symbol to the one that asks for it. */
  readonly delay: readonly [least: number, most: number];
  /** The number of elements of noise in each event, uniform with variance 1. */
  readonly noise: number;
}

/** Draws this many numbers at a time. */
const BLOCK = 4096;

/**
 * Returns the next event of an endless stream without a beginning or an end of sequences. One event shows a symbol, at least
 * `delay[0]` events of noise follow, then one asks which symbol it was, and the next shows another.
 *
 * - **Source** the delayed recall of Hochreiter and Schmidhuber, "Long Short-Term Memory", 1997, experiment 2, with noise in
 *   place of fixed distractors, and as one stream
 */
export function recallStream({ delay: [least, most], noise }: RecallTask, seed: number): () => RecallEvent {
  const random = uniformNumbers(seed);
  let symbol = 0;
  let left = 0;
  return () => {
    const x = new Float32Array(2 + noise);
    for (let i = 0; i < noise; i++) x[2 + i] = Math.sqrt(12) * (random() - 0.5);
    const asked = left === 1 ? 1 : 0;
    if (left === 0) {
      symbol = random() < 0.5 ? 0 : 1;
      left = least + Math.floor((most - least + 1) * random());
      x[0] = 2 * symbol - 1;
    } else left--;
    x[1] = asked;
    return { x, symbol, asked };
  };
}

function uniformNumbers(seed: number): () => number {
  const block = allocate('float64', BLOCK) as Float64Array;
  let at = BLOCK;
  let blocks = 0;
  return () => {
    if (at === BLOCK) {
      fillUniform(block, key(seed), BLOCK * blocks++);
      at = 0;
    }
    return block[at++]!;
  };
}
