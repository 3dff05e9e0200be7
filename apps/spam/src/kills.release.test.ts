import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { faultRunsOf, killSeed } from '@thalweg/programs/fault-runs';
import { killedOften } from '@thalweg/programs/killed-often';
import { expect, it, onTestFinished } from 'vitest';
import type { Result } from './run.ts';
import { figuresOf, startSpam } from './testing/spam-program.ts';

const KILLS = faultRunsOf(24);

/** The figures that do not depend on the clock. */
const reached = ({ seconds: _, examplesPerSecond: __, featuresPerSecond: ___, ...figures }: Result) => figures;

it(`a run that is killed ${KILLS} times, LAWS_SEED=${killSeed}, learns each mail once, with the bits of one that never was`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'spam-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const options = ['--bits', '10', '--delay', '150', '--drift', '--reaction', 'forget', '--save-every', '40'];
  const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
  const expected = await figuresOf(...options, '--save', whole);
  const again = (step: number): string[] =>
    step === 0 ? [...options, '--save', broken] : ['--resume', broken, '--save-every', '40'];
  const stood = await killedOften({
    test: 'spam',
    kills: KILLS,
    every: 40,
    folder: broken,
    start: step => startSpam(...again(step)),
  });
  console.log(`spam: ${stood.length} kills, stood at ${stood.join(', ')} of ${expected.mails}`);
  expect(stood).toEqual([...stood].sort((a, b) => a - b));
  expect(reached(await figuresOf(...again(stood.at(-1)!)))).toEqual(reached(expected));
  expect(readFileSync(latestCheckpoint(broken)!).equals(readFileSync(latestCheckpoint(whole)!))).toBe(true);
});
