import { batch, fromColumns } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { modelState, predictor } from '@thalweg/train';
import { describe, expect, it } from 'vitest';
import { followModel, modelPublisher } from '../index.ts';

/** The longest time that a request may wait, in milliseconds. */
const MOST_MS = 50;

/**
 * Returns the milliseconds since it was called: of the clock or of the processor, whichever are fewer. Other programs add to the
 * first alone, and the threads that collect garbage and compile beside ours to the second alone.
 */
function stopwatch(): () => number {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(performance.now() - start, (user + system) / 1000);
  };
}

function digits() {
  const image = input('image', ['batch', 784]);
  const logits = image.pipe(dense(128), relu(), dense(10));
  return { logits, loss: logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32'))) };
}

const next = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

describe('a version of a network of 101,770 weights', () => {
  it('is checked on 500 canary records and served without a prediction that waits for 50 ms', async () => {
    const log = memoryLog();
    const [learner, server] = [digits(), digits()];
    const model = modelState(learner.logits);
    const [weight] = [...model.registers.values()];
    const publisher = modelPublisher(log, 'digits');
    const records = fromColumns({
      image: { data: Float32Array.from({ length: 500 * 784 }, (_, i) => (i % 7) / 7), shape: [784] },
      digit: Int32Array.from({ length: 500 }, (_, i) => i % 10),
    }).pipe(batch(50));
    const predict = predictor(server.logits);
    const image = tensor(new Float32Array(784).fill(0.5), { shape: [1, 784] });
    let served = 0;
    const following = followModel(
      log,
      'digits',
      { model: modelState(server.logits) },
      { canary: { records, metric: server.loss, worse: 1 } },
    ).subscribe(({ version, accepted }) => (served = accepted ? version : NaN));
    const waits: number[] = [];
    let waited = stopwatch();
    const request = async (): Promise<void> => {
      await next();
      predict({ image });
      waits.push(waited());
      waited = stopwatch();
    };
    for (let i = 0; i < 50; i++) await request();
    waits.length = 0;
    for (let version = 1; version <= 10; version++) {
      weight!.set(tensor(Float32Array.from({ length: 784 * 128 }, (_, i) => Math.sin(i + version) / 30), { shape: [784, 128] }));
      waited = stopwatch();
      void publisher.publish({ model });
      while (served !== version) await request();
    }
    following.unsubscribe();
    expect(waits.length).toBeGreaterThan(50);
    expect(Math.max(...waits)).toBeLessThan(MOST_MS);
  }); // prettier-ignore
});
