import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Pixels } from '@thalweg/data';
import { colorJitter, compose, decodeImage, flip, randomCrop, resize, rotate } from '@thalweg/images';
import { key, type Key } from '@thalweg/tensor';
import { startPeer } from '../peers/peer-process.ts';
import { PYTHON } from '../peers/peers.ts';
import type { RatioRow } from './ratio-row.ts';
import { bySize } from './turns.ts';

/** A task on a file, on the picture in it, or on its 224 × 224 pixels. */
interface Task {
  /** The name of the task for Pillow. */
  readonly task: string;
  readonly does: string;
  readonly ours: string;
  readonly file: string;
  readonly shape?: readonly number[];
  readonly run: (given: Pixels, key: Key) => unknown;
  readonly bar: number;
}

const WHOLE = [375, 500, 3];
const SMALL = [224, 224, 3];

const decoded = (task: string, does: string, bar: number): Task => ({
  ...{ task, does, ours: 'decodeImage', file: `picture.${task}`, bar },
  run: ({ data }) => decodeImage(data as Uint8Array),
});

const tasks: readonly Task[] = [
  decoded('jpeg', 'decode a JPEG of 500 × 375', 5),
  decoded('png', 'decode a PNG of 500 × 375', 6),
  decoded('webp', 'decode a WebP of 500 × 375', 5),
  {
    ...{ task: 'resize', does: 'resize 500 × 375 to 224 × 224', ours: 'resize', file: 'whole', shape: WHOLE, bar: 6 },
    run: resize({ height: 224, width: 224 }),
  },
  {
    ...{ task: 'crop', does: 'crop and flip 224 × 224', ours: 'randomCrop + flip', file: 'small', shape: SMALL, bar: 8 },
    run: compose(randomCrop({ height: 224, width: 224, padding: 16 }), flip({ probability: 1 })),
  },
  {
    ...{ task: 'jitter', does: 'change the colours of 224 × 224', ours: 'colorJitter', file: 'small', shape: SMALL, bar: 3 },
    run: colorJitter({ brightness: [1.1, 1.2], contrast: [0.9, 0.95], saturation: [1.2, 1.3], hue: [0.05, 0.1] }),
  },
  {
    ...{ task: 'rotate', does: 'rotate 224 × 224', ours: 'rotate', file: 'small', shape: SMALL, bar: 3 },
    run: rotate({ degrees: [10, 12] }),
  },
]; // prettier-ignore

/**
 * The time of one image beside Pillow, in a process that makes the picture, too. The bars are 1.4 to 2.3 times what one run measured, so
 * they hold what is there. The aim is twice Pillow's time, which only colours and rotations keep.
 */
export const pictures: readonly RatioRow[] = tasks.map(({ task, does, ours, file, shape, run, bar }) => ({
  ...{ name: `images: ${does}`, ours, reference: 'Pillow', bar, turns: 9, needs: ['pillow'] },
  async prepare(size) {
    const folder = mkdtempSync(join(tmpdir(), 'pictures-'));
    const script = fileURLToPath(new URL('../../peers/pillow.py', import.meta.url));
    const pillow = startPeer([PYTHON, script, task, folder]);
    const ms = bySize(size, 200, 1);
    const reference = async (): Promise<number> => {
      const answer = await pillow.ask({ measure: ms });
      if ('microseconds' in answer) return answer.microseconds;
      throw new Error('Pillow must give a time');
    };
    await reference();
    const data = new Uint8Array(readFileSync(join(folder, file)));
    const given = new Pixels(shape ?? [1, data.length, 1], data);
    return {
      async ours(): Promise<number> {
        let calls = 0;
        const start = performance.now();
        do await run(given, key(calls++));
        while (performance.now() - start < ms);
        return (1000 * (performance.now() - start)) / calls;
      },
      reference,
      close: () => {
        pillow.close();
        rmSync(folder, { recursive: true });
      },
    };
  },
}));
