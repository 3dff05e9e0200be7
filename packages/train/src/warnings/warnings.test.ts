import { batch, epochs, fromColumns, fromIterable, shuffle, type Dataset } from '@thalweg/data';
import { input, parameter, parametersOf, reshape, square, sub, type Node } from '@thalweg/graph';
import { batchNorm, conv2d, dense, flatten, meanSquaredError, relu } from '@thalweg/nn';
import { adam, cosineDecay, sgd, type Transform } from '@thalweg/optim';
import { lastValueFrom, Subject } from 'rxjs';
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { restore, snapshot, train, type Warning } from '../index.ts';
import type * as development from './development.ts';
import * as production from './production.ts';

type Points = Dataset<Record<'x' | 'y', unknown>>;

/** Points whose x is `scale` times as large as it should be. */
function points(scale = 1): Points {
  const rows = Array.from({ length: 40 }, (_, i) => ({ x: [scale * Math.sin(i), scale * Math.cos(3 * i)], y: [Math.sin(i)] }));
  return fromIterable(rows) as Points;
} // prettier-ignore

function regression(first: (x: Node<readonly ['batch', 2]>) => Node<readonly ['batch', 2]> = x => x): Node<readonly []> {
  const hidden = first(input('x', ['batch', 2])).pipe(dense(4, { seed: 1 }), relu(), dense(1, { seed: 2 }));
  return hidden.pipe(meanSquaredError(input('y', ['batch', 1])));
} // prettier-ignore

async function warned(source: Dataset<unknown>, loss: Node<readonly []>, optimizer: Transform): Promise<Warning[]> {
  const warnings: Warning[] = [];
  await lastValueFrom(source.pipe(train(loss, optimizer, { onWarning: warning => warnings.push(warning) })));
  return warnings;
}

const slow = sgd({ learningRate: 1e-9 });

describe('inputs that are not scaled', () => {
  it('are named once, with the deviation of the first batch', async () => {
    const [warning, ...others] = await warned(points(100).pipe(batch(20), epochs(2)), regression(), slow);
    expect(others).toEqual([]);
    expect(warning).toEqual({
      code: 'inputs-not-scaled',
      message:
        "train: inputs of first weights should have a standard deviation near 1, got 67.9 in the first batch of 'x'. " +
        'Scale them, as by pixel / 255, or by standardize() of columnTransformer.',
    });
  });

  it('are named in front of a convolution too, behind a reshape', async () => {
    const image = fromColumns({ x: { data: Float32Array.from({ length: 32 }, (_, i) => 8 * i), shape: [16] }, y: { data: [1, 2], shape: [1] } });
    const features = (reshape(input('x', ['batch', 16]), ['batch', 4, 4, 1]) as Node<readonly ['batch', 4, 4, 1]>).pipe(conv2d(2, 3), flatten(), dense(1));
    const loss = features.pipe(meanSquaredError(input('y', ['batch', 1])));
    expect((await warned(image.pipe(batch(2)) as Dataset<unknown>, loss, slow)).map(({ code }) => code)).toEqual(['inputs-not-scaled']);
  }); // prettier-ignore

  it('are fine behind a normalization, in front of weights that have learned, and when they are scaled', async () => {
    const batches = points(100).pipe(batch(20));
    expect(
      await warned(
        batches,
        regression(x => x.pipe(batchNorm()) as typeof x),
        slow,
      ),
    ).toEqual([]);
    expect(await warned(points(10).pipe(batch(20)), regression(), slow)).toEqual([]);
    const build = (): { loss: Node<readonly []>; learn: ReturnType<typeof train> } => {
      const loss = regression();
      return { loss, learn: train(loss, slow, { onWarning: () => {} }) };
    };
    const first = build();
    await lastValueFrom(batches.pipe(first.learn));
    expect(await warned(batches, first.loss, slow)).toEqual([]);
    const again = build();
    restore({ learn: again.learn }, snapshot({ learn: first.learn }));
    expect(await warned(batches, again.loss, slow)).toEqual([]);
  });
});

describe('images with their channels first', () => {
  const images = (shape: number[]): Dataset<unknown> =>
    fromColumns({ x: { data: new Float32Array(2 * 192), shape }, y: { data: [1, 2], shape: [1] } }).pipe(batch(2));
  const loss = (...shape: [number, number, number]): Node<readonly []> =>
    input('x', ['batch', ...shape]).pipe(conv2d(2, 3), flatten(), dense(1), meanSquaredError(input('y', ['batch', 1])));

  it('are named, and others are not', async () => {
    expect(await warned(images([3, 8, 8]), loss(3, 8, 8), slow)).toEqual([
      {
        code: 'channels-first',
        message:
          "train: the channels of images should come last, got [2, 3, 8, 8] for 'x'. Transpose the images, as by transpose(x, [0, 2, 3, 1]).",
      },
    ]);
    expect(await warned(images([8, 8, 3]), loss(8, 8, 3), slow)).toEqual([]);
  });
});

describe('a loss that grows', () => {
  it('is named once, when it has been a thousand times the first for three steps', async () => {
    const growing = points().pipe(batch(20), epochs(20));
    const [warning, ...others] = await warned(growing, regression(), sgd({ learningRate: 1.9 }));
    expect([warning?.code, others]).toEqual(['loss-grew', []]);
    expect(warning!.message).toMatch(
      /^train: the loss should fall, got \S+ in step \d+, more than a thousand times the first, \S+\. Try a tenth of the learning rate/,
    );
  });

  it('is not one odd batch', async () => {
    const odd = fromIterable(Array.from({ length: 30 }, (_, i) => ({ t: i % 10 === 5 ? 1e4 : 1 })));
    const loss = square(sub(parameter(0), input('t', []))) as Node as Node<readonly []>;
    expect(await warned(odd, loss, slow)).toEqual([]);
  });
});

describe('a schedule that has ended long before its run', () => {
  const batches = points().pipe(shuffle({ seed: 1 }), batch(20), epochs(10));

  it('is named at the first step, where the run has a length', async () => {
    const optimizer = adam({ learningRate: cosineDecay(1e-3, { steps: batches.length! }) });
    expect(await warned(batches, regression(), optimizer)).toEqual([
      {
        code: 'schedule-ended',
        message:
          'train: a schedule should last as long as the run, got one of 2 steps for learningRate in a run of 20. ' +
          'Give the schedule { total: batches }, the dataset after epochs(…).',
      },
    ]);
    expect(await warned(batches, regression(), adam({ learningRate: cosineDecay(1e-3, { total: batches }) }))).toEqual([]);
  }); // prettier-ignore

  it('is named at twice its length, where the run has none', () => {
    const warnings: Warning[] = [];
    const batches$ = new Subject<object>();
    const optimizer = adam({ learningRate: cosineDecay(1e-3, { steps: 2 }) });
    batches$.pipe(train(regression(), optimizer, { onWarning: warning => warnings.push(warning) })).subscribe();
    const counts = Array.from({ length: 6 }, () => {
      batches$.next({ x: [[1, 0]], y: [[1]] });
      return warnings.length;
    });
    expect(counts).toEqual([0, 0, 0, 0, 1, 1]);
  });

  it('is right where its last rate still learns', async () => {
    const optimizer = adam({ learningRate: cosineDecay(1e-3, { steps: 2, final: 1e-4 }) });
    expect(await warned(batches, regression(), optimizer)).toEqual([]);
  });
});

describe('a warning', () => {
  afterEach(() => void vi.restoreAllMocks());

  it('is printed by default, and in no production build', async () => {
    const printed = vi.spyOn(console, 'warn').mockImplementation(() => {});
    await lastValueFrom(points(100).pipe(batch(20), train(regression(), slow)));
    expect(printed.mock.calls.map(([text]) => String(text).slice(0, 25))).toEqual(['train: inputs of first we']);
    expect(production.lookAt(undefined as never)).toBeUndefined();
    expectTypeOf(production).toEqualTypeOf<typeof development>();
  });

  it('ends the training with an error that its function throws, and moves nothing by it', async () => {
    const loss = regression();
    const learn = train(loss, slow, { onWarning: ({ code }) => { throw new Error(code); } }); // prettier-ignore
    await expect(lastValueFrom(points(100).pipe(batch(20), learn))).rejects.toThrow('inputs-not-scaled');
    expect(learn.progress.last).toBeUndefined();
    expect(parametersOf(loss as Node).map(({ sourceValue }) => sourceValue.version)).toEqual([1, 1, 1, 1]);
  });
});
