import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, test } from 'vitest';
import { eventsOf, figuresOf, ofKind, SMALL } from './testing/words-program.ts';

const reference = JSON.parse(
  readFileSync(new URL('../../../tools/laws/reference/words.json', import.meta.url), 'utf8'),
) as {
  readonly gru: readonly { readonly heldOut: number }[];
};

test('three passes reach 2.25 bits per held-out character', async () => {
  const events = await eventsOf([]);
  const { heldOut, ngrams, compared } = ofKind(events, 'result')[0]!;
  console.log(`words: ${heldOut} bits, ${compared} beside n-grams`);
  expect(heldOut).toBeLessThan(2.25);
  expect(compared).toBeLessThan(ngrams['4']!);
  // The same recipe by PyTorch, with other first weights.
  const passes = ofKind(events, 'heldOut').map(({ bits }) => bits);
  passes.forEach((bits, pass) => expect(Math.abs(bits - reference.gru[pass]!.heldOut)).toBeLessThan(0.03));
  expect(passes).toHaveLength(3);
});

test('the larger setting of the README predicts better than 5-grams', async () => {
  const events = await eventsOf(['--units', '256', '--window', '64', '--passes', '4']);
  const { compared, seconds, ngrams } = ofKind(events, 'result')[0]!;
  console.log(`words, larger: ${compared} bits beside n-grams, ${seconds} s`);
  expect(ngrams['5']).toBeCloseTo(2.14, 3);
  expect(compared).toBeLessThan(ngrams['5']! - 0.05);
});

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'words-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it('a run is trained longer: at the last value of its schedule, from the beginning of a new one, or at a constant rate', async () => {
  const once = SMALL.map(option => (option === '2' ? '1' : option));
  const [cosine, constant, twice] = ['cosine', 'constant', 'twice'].map(name => join(root, name)) as [string, string, string];
  const first = await figuresOf([...once, '--save', cosine]);
  const still = await figuresOf(['--resume', cosine, '--passes', '2']);
  // A cosine ends at 0: nothing moves any more.
  expect([still.steps, still.heldOut]).toEqual([2 * first.steps, first.heldOut]);
  const again = await figuresOf(['--resume', cosine, '--passes', '4', '--schedule', 'cosine']);
  expect(again.steps).toBe(4 * first.steps);
  expect(again.heldOut).toBeLessThan(first.heldOut as number);

  await figuresOf([...once, '--schedule', 'constant', '--save', constant]);
  const longer = await figuresOf(['--resume', constant, '--passes', '2']);
  expect(longer).toEqual(await figuresOf([...SMALL, '--schedule', 'constant', '--save', twice]));
}); // prettier-ignore
