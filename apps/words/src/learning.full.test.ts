import { someOf } from '@thalweg/programs/fault-runs';
import { describe, expect, it } from 'vitest';
import { eventsOf, ofKind } from './testing/words-program.ts';

const CHARACTERS = ['--characters', '120000', '--passes', '1', '--sample', '20'];

/** A proverb by each of some verbs and nouns: English, but not Melville’s. */
const proverbs = ['bird', 'penny', 'stitch', 'friend', 'stone', 'cloud', 'apple', 'clock'].flatMap(noun =>
  ['saved', 'found', 'kept', 'given', 'lost', 'shared'].map(
    (verb, at) => `A ${noun} ${verb} in time is worth ${at + 2} of any other ${noun}.`,
  ),
);

describe.each(someOf(['gru', 'lru', 'transformer']))('a %s', model => {
  it('predicts held-out text far better than single characters do, and lowers its bits on more of the text that is typed', async () => {
    const run = (rate: string) => eventsOf(['--model', model, ...CHARACTERS, '--typed-rate', rate], proverbs);
    const bits = (events: Awaited<ReturnType<typeof run>>): number => {
      const last = ofKind(events, 'typed').slice(-12);
      expect(last).toHaveLength(12);
      return last.reduce((sum, line) => sum + line.bits, 0) / last.length;
    };
    const [learning, resting] = [await run('0.001'), await run('1e-30')];
    // The entropy of single characters is about 4.4 bits.
    expect(ofKind(learning, 'result')[0]!.heldOut).toBeLessThan(3.6);
    expect(bits(learning)).toBeLessThan(0.8 * bits(resting));
  });
});
