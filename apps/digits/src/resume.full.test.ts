import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { latestCheckpoint } from '@thalweg/node';
import { drawnMoments, someOf } from '@thalweg/programs/fault-runs';
import { ageLock } from '@thalweg/programs/killed-often';
import { decodeSnapshot } from '@thalweg/train';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figuresOf, runDigits, startDigits, type Figures } from './testing/digits-program.ts';

const SMALL = ['--epochs', '1', '--hidden', '8', '--seed', '3', '--save-every', '10'];

let root: string;
let whole: Figures;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'digits-'));
  whole = await figuresOf(...SMALL, '--save', join(root, 'whole'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Starts a run and stops it by a signal as soon as so many steps were saved. */
async function stopped(folder: string, signal: NodeJS.Signals, step: number, ...options: string[]): Promise<string> {
  const { child, ended } = startDigits(...SMALL, ...options, '--save', folder);
  const saved = (): boolean => Number(/step-0*(\d+)/.exec(latestCheckpoint(folder) ?? '')?.[1] ?? 0) >= step;
  while (!saved()) await new Promise(resolve => setTimeout(resolve, 5));
  child.kill(signal);
  const { out } = await ended;
  if (signal === 'SIGKILL') ageLock(folder);
  return out;
}

describe(`a run that was stopped, ${drawnMoments()}`, () => {
  it.each([...someOf([10, 50, 90, 130, 210]).map(step => ['SIGKILL', step] as const), ['SIGINT', 150] as const])('by %s goes on from step %d or later to the same figures and the same state', async (signal, step) => {
    const folder = join(root, `${signal}-${step}`);
    const out = await stopped(folder, signal, step);
    if (signal === 'SIGINT') expect(out).toContain(`Continue with --resume ${folder}`);
    const { testAccuracy, finalLoss, steps } = await figuresOf('--resume', folder);
    expect({ testAccuracy, finalLoss, steps }).toEqual({ testAccuracy: whole.testAccuracy, finalLoss: whole.finalLoss, steps: 250 });
    const state = (of: string): Buffer => readFileSync(latestCheckpoint(of)!);
    expect(state(folder).equals(state(join(root, 'whole')))).toBe(true);
  }); // prettier-ignore

  it('by Ctrl-C leaves its folder at once', async () => {
    const folder = join(root, 'left');
    const out = await stopped(folder, 'SIGINT', 50, '--epochs', '1000');
    expect(out).toContain('of 250000');
    expect(existsSync(join(folder, '.thalweg-lock'))).toBe(false);
  });

  it('and had ended is tested again', async () => {
    const { testAccuracy, finalLoss, examplesPerSecond } = await figuresOf('--resume', join(root, 'whole'));
    expect({ testAccuracy, finalLoss, examplesPerSecond }).toEqual({ testAccuracy: whole.testAccuracy, finalLoss: whole.finalLoss, examplesPerSecond: 0 });
  }); // prettier-ignore

  it.each([
    ['other settings', ['--batch', '64'], 'the run has batch 32, got 64. Leave the option out, or start a new run.'],
    ['an optimizer that it has not', ['--optimizer', 'sgd'], 'the run has optimizer adam, got sgd.'],
  ])('refuses %s', async (_, options, message) => {
    const { code, err } = await runDigits('--resume', join(root, 'whole'), ...options);
    expect(code).not.toBe(0);
    expect(err).toContain(message);
  });

  describe('is trained longer', () => {
    const tensorsOf = (folder: string): unknown => {
      const { tensors } = decodeSnapshot(readFileSync(latestCheckpoint(folder)!)).parts['learn']!;
      return Object.fromEntries(Object.entries(tensors).map(([name, value]) => [name, value.toArray()]));
    };
    const resumed = (name: string, ...options: string[]): Promise<Figures> => {
      cpSync(join(root, name), join(root, `${name}-longer`), { recursive: true });
      return figuresOf('--resume', join(root, `${name}-longer`), ...options);
    };

    const constant = [...SMALL, '--schedule', 'constant'];
    let both: Figures;
    beforeAll(async () => {
      both = await figuresOf(...constant, '--epochs', '2', '--save', join(root, 'two'));
    });

    it('at a constant rate, to the bits of a run that was so long from the start', async () => {
      await figuresOf(...constant, '--save', join(root, 'one'));
      const longer = await resumed('one', '--epochs', '2');
      expect([longer.testAccuracy, longer.finalLoss, longer.steps]).toEqual([both.testAccuracy, both.finalLoss, 500]);
      expect(tensorsOf(join(root, 'one-longer'))).toEqual(tensorsOf(join(root, 'two')));
    });

    it('after a schedule, at its last value, or from the beginning of a new one', async () => {
      cpSync(join(root, 'whole'), join(root, 'stays'), { recursive: true });
      const weights = (folder: string) => (tensorsOf(join(root, folder)) as Record<string, unknown>)['dense1/weight'];
      const still = await resumed('stays', '--epochs', '3');
      // A cosine ends at 0: nothing moves any more.
      expect([still.steps, still.testAccuracy]).toEqual([750, whole.testAccuracy]);
      expect(weights('stays-longer')).toEqual(weights('stays'));

      cpSync(join(root, 'stays'), join(root, 'again'), { recursive: true });
      const again = await resumed('again', '--epochs', '2', '--schedule', 'cosine');
      expect(weights('again-longer')).not.toEqual(weights('again'));
      expect(again.finalLoss).toBeLessThan(whole.finalLoss);
      // What was restarted is resumed as it is.
      expect(await resumed('again-longer')).toMatchObject({ finalLoss: again.finalLoss, examplesPerSecond: 0 });
    });

    it('but not shorter', async () => {
      const { code, err } = await runDigits('--resume', join(root, 'two'), '--epochs', '1');
      expect([code, err]).toEqual([1, expect.stringContaining('the run has epochs 2, got 1. Give more to train longer')]);
    }); // prettier-ignore
  });

  it('refuses a folder with nothing in it, a damaged file, and a new run where there is one already', async () => {
    const none = await runDigits('--resume', join(root, 'nothing'));
    expect([none.code, none.err]).toEqual([1, expect.stringContaining('the file must exist and be readable')]);

    const file = join(root, 'damaged.safetensors');
    const bytes = readFileSync(latestCheckpoint(join(root, 'whole'))!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    const damaged = await runDigits('--resume', file);
    expect([damaged.code, damaged.err]).toEqual([1, expect.stringContaining('checksum')]);

    const again = await runDigits(...SMALL, '--save', join(root, 'whole'));
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('must continue from the newest checkpoint')]);
  }); // prettier-ignore
});
