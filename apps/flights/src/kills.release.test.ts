import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { faultRunsOf, killSeed } from '@thalweg/programs/fault-runs';
import { ageLock, killedAt, killedOften } from '@thalweg/programs/killed-often';
import { expect, it, onTestFinished } from 'vitest';
import type { Result } from './run.ts';
import { figuresOf, runFlights, startFlights } from './testing/flights-program.ts';

const KILLS = faultRunsOf(24);
const EVERY = ['--save-every', '50'];

/** The figures that do not depend on the clock. */
const reached = ({ seconds: _, ...figures }: Result) => figures;

it(`a run that is killed ${KILLS} times, LAWS_SEED=${killSeed}, learns each flight once, with the bits of one that never was`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'flights-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const options = ['--rows', '8000', '--bits', '10', '--epochs', '2', ...EVERY];
  const outputs = (name: string): string[] => ['--report', join(root, `${name}.html`), '--model', join(root, `${name}.safetensors`)];
  const [whole, broken] = [join(root, 'whole'), join(root, 'broken')];
  const expected = await figuresOf(...options, ...outputs('whole'), '--save', whole);
  const again = (step: number): string[] => [
    ...(step === 0 ? [...options, '--save', broken] : ['--resume', broken, ...EVERY]),
    ...outputs('broken'),
  ];
  const stood = await killedOften({
    test: 'flights',
    kills: KILLS,
    every: 50,
    folder: broken,
    start: step => startFlights(...again(step)),
  });
  console.log(`flights: ${stood.length} kills, stood at ${stood.join(', ')}`);
  expect(stood).toEqual([...stood].sort((a, b) => a - b));
  expect(reached(await figuresOf(...again(stood.at(-1)!)))).toEqual(reached(expected));
  expect(readFileSync(latestCheckpoint(broken)!).equals(readFileSync(latestCheckpoint(whole)!))).toBe(true);
  for (const name of ['html', 'safetensors'])
    expect(readFileSync(join(root, `broken.${name}`)).equals(readFileSync(join(root, `whole.${name}`)))).toBe(true);
}); // prettier-ignore

it(`a run that is killed ${KILLS} times while it writes its model leaves the one before, and writes it when it is resumed`, async () => {
  const root = mkdtempSync(join(tmpdir(), 'flights-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [folder, models] = [join(root, 'run'), join(root, 'models')];
  mkdirSync(models);
  const model = join(models, 'model.safetensors');
  // A model of some megabytes.
  const options = ['--rows', '1000', '--bits', '18', '--epochs', '1', '--report', join(root, 'report.html'), '--save', folder];
  expect((await runFlights(...options, '--model', model)).code).toBe(0);
  const whole = readFileSync(model);
  const resume = ['--resume', folder, '--report', join(root, 'report.html'), '--model', model];
  let killed = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    if (kill % 2 === 1) rmSync(model, { force: true });
    if (await killedAt(/^\.thalweg-[\da-f]+\.tmp$/, models, startFlights(...resume))) killed++;
    ageLock(folder);
    // Nothing, or all of it.
    if (existsSync(model)) expect(readFileSync(model).equals(whole)).toBe(true);
    for (const name of readdirSync(models).filter(name => name.endsWith('.tmp'))) rmSync(join(models, name));
  }
  expect((await runFlights(...resume)).code).toBe(0);
  expect(readFileSync(model).equals(whole)).toBe(true);
  console.log(`flights: killed ${killed} times while the model was written`);
  expect(killed).toBeGreaterThan(0);
}); // prettier-ignore
