import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { figuresOf } from './testing/figures-of.ts';
import { SMALL } from './testing/words-program.ts';

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
