import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { faultRunsOf } from '@thalweg/programs/fault-runs';
import { ageLock, killedAt } from '@thalweg/programs/killed-often';
import { expect, it, onTestFinished } from 'vitest';
import { runFlights, startFlights } from './testing/flights-program.ts';

const KILLS = faultRunsOf(24);

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
