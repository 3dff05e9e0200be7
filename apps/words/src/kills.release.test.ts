import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { faultRunsOf, killSeed } from '@thalweg/programs/fault-runs';
import { killedOften } from '@thalweg/programs/killed-often';
import { expect, it, onTestFinished } from 'vitest';
import { figuresOf, SMALL, startWords } from './testing/words-program.ts';

const KILLS = faultRunsOf(24);
const LINES = ['Call me Ishmael.', 'It is a way I have of driving off the spleen.', 'There now is your insular city.'];

it(`a run that is killed ${KILLS} times, LAWS_SEED=${killSeed}, learns each step and each typed line once, with the bits of one that never was`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'words-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const options = [...SMALL, '--passes', String(2 + KILLS), '--save-every', '1'];
  const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
  const { steps, ...expected } = await figuresOf([...options, '--save', whole], LINES);
  /** Lines that are not in the newest checkpoint. */
  const left = (step: number): string[] => LINES.slice(Math.max(0, step - steps));
  const stood = await killedOften({
    test: 'words',
    kills: KILLS,
    every: 1,
    folder: broken,
    start(step) {
      const started = startWords(...(step === 0 ? [...options, '--save', broken] : ['--resume', broken, '--save-every', '1']));
      // A process that was killed reads no more.
      started.child.stdin!.on('error', () => {});
      started.child.stdin!.end(left(step).map(line => `${line}\n`).join(''));
      return started;
    },
  });
  const at = stood.at(-1)!;
  const resumed = await figuresOf(at === 0 ? [...options, '--save', broken] : ['--resume', broken, '--save-every', '1'], left(at));
  console.log(`words: ${stood.length} kills, stood at ${stood.join(', ')} of ${steps}`);
  expect(stood).toEqual([...stood].sort((a, b) => a - b));
  expect({ ...resumed, typed: resumed.typed.length }).toEqual({ ...expected, steps, typed: left(at).length });
  expect(readFileSync(latestCheckpoint(broken)!).equals(readFileSync(latestCheckpoint(whole)!))).toBe(true);
}); // prettier-ignore
