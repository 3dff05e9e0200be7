import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadModel, saveModel } from '@thalweg/node';
import { startProgram } from '@thalweg/programs/program';
import { predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Departure } from './events/events.ts';
import { learnStream } from './stream/learn-stream.ts';
import { runFlights } from './testing/flights-program.ts';
import { someFlights } from './testing/some-flights.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flights-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Departures after those that were learned, on other routes and at other distances too. */
const departuresFrom = (time: number): readonly Departure[] =>
  Array.from({ length: 200 }, (_, i) => ({
    flight: i,
    time: time + i * 100_000,
    origin: i % 5,
    destination: (i * 2) % 5,
    hour: i % 24,
    weekday: i % 7,
    distance: ((i * 77) % 3000) / 1000,
    band: Math.min(25, Math.floor(((i * 77) % 3000) / 100)),
  }));
/** The minutes of some flights begin in 1970; the table of flights is of 2001. */
const [ofSome, ofTable] = [departuresFrom(3000 * 60_000), departuresFrom(Date.UTC(2001, 0, 2))];

/** The predictions of a program that has no code of the model. */
async function predictedElsewhere(
  departures: readonly Departure[],
  path: string,
  ...options: readonly string[]
): Promise<number[]> {
  const records = join(folder, 'departures.jsonl');
  writeFileSync(records, departures.map(one => JSON.stringify(one)).join('\n'));
  const { out, err, code } = await startProgram(new URL('./predict.ts', import.meta.url), [path, records, ...options])
    .ended;
  expect([err, code]).toEqual(['', 0]);
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as number);
}

describe('the model that was learned along the stream', () => {
  it('predicts in a program without its code, to the bit, from raw departures', async () => {
    const { learned$, model } = learnStream(someFlights(3000), { bits: 10, seed: 1, runner: wasm() });
    await lastValueFrom(learned$, { defaultValue: undefined });
    const path = join(folder, 'late.safetensors');
    saveModel(path, model);
    const own = (runner?: ReturnType<typeof wasm>): unknown[] => {
      const steps = model.preprocessing as readonly { applyTo(record: object): object }[];
      const predict = predictor(model.prediction as never, { runner });
      return ofSome.map(one => predict(steps.reduce<object>((before, step) => step.applyTo(before), one)));
    };
    expect(new Set(own()).size).toBeGreaterThan(100);
    expect(await predictedElsewhere(ofSome, path)).toEqual(own(wasm()));
    expect(await predictedElsewhere(ofSome, path, 'interpreter')).toEqual(own());
  });

  it('is written by the command line', async () => {
    const path = join(folder, 'own.safetensors');
    const { code, err } = await runFlights(
      ...['--rows', '1000', '--bits', '8', '--epochs', '1', '--model', path],
      ...['--report', join(folder, 'report.html')],
    );
    expect([err, code]).toEqual(['', 0]);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path).length).toBeGreaterThan(1000);
    expect(() => loadModel(path)).toThrow("none of the name 'recentDelays'");
    expect((await predictedElsewhere(ofTable, path)).every(late => late > 0 && late < 1)).toBe(true);
  });
});
