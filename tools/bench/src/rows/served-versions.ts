import { followModel, modelPublisher } from '@thalweg/cluster';
import { batch, fromColumns } from '@thalweg/data';
import { input } from '@thalweg/graph';
import { memoryLog } from '@thalweg/log';
import { dense, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { tensor } from '@thalweg/tensor';
import { modelState, predictor } from '@thalweg/train';
import type { RatioRow, Turn } from './ratio-row.ts';
import { bySize } from './turns.ts';

const RECORDS = 500;
const WIDTH = 784 * 128;

/** How long a request waits while a version of a network of 101,770 weights is checked and taken in. */
export const servedVersions: RatioRow = {
  name: 'waits: the longest wait of a prediction while versions of 784-128-10 are taken in',
  ours: 'followModel, with 500 canary records',
  reference: 'the canary records predicted in one go, twice',
  bar: 1,
  turns: 5,
  prepare(size) {
    const image = Float32Array.from({ length: RECORDS * 784 }, (_, i) => (i % 7) / 7);
    const digit = Int32Array.from({ length: RECORDS }, (_, i) => i % 10);
    const checked = predictor(digits().loss);
    const canary = { image: tensor(image, { shape: [RECORDS, 784] }), digit };
    return {
      ours: longestWait(image, digit, bySize(size, 10, 1)),
      reference: () => {
        const timed = stopwatch();
        for (let model = 0; model < 2; model++) checked(canary);
        return timed();
      },
    };
  },
};

/**
 * Returns the microseconds since it was called: of the clock or of the processor, whichever are fewer. Other programs add to the
 * first alone, and the threads that collect garbage and compile beside ours to the second alone.
 */
function stopwatch(): () => number {
  const [start, used] = [performance.now(), process.cpuUsage()];
  return () => {
    const { user, system } = process.cpuUsage(used);
    return Math.min(1000 * (performance.now() - start), user + system);
  };
}

function digits() {
  const logits = input('image', ['batch', 784]).pipe(dense(128), relu(), dense(10));
  return { logits, loss: logits.pipe(softmaxCrossEntropy(input('digit', ['batch'], 'int32'))) };
}

/** Returns a turn in which a server takes in some versions, and predicts whenever it can. */
function longestWait(images: Float32Array, digit: Int32Array, versions: number): Turn {
  const log = memoryLog();
  const [learner, server] = [digits(), digits()];
  const model = modelState(learner.logits);
  const [weight] = [...model.registers.values()];
  const publisher = modelPublisher(log, 'digits');
  const records = fromColumns({ image: { data: images, shape: [784] }, digit }).pipe(batch(50));
  const predict = predictor(server.logits);
  const image = tensor(new Float32Array(784).fill(0.5), { shape: [1, 784] });
  const canary = { records, metric: server.loss, worse: 1 };
  let [served, last] = [0, 0];
  return async () => {
    const following = followModel(log, 'digits', { model: modelState(server.logits) }, { canary }).subscribe(
      ({ version, accepted }) => (served = accepted ? version : NaN),
    );
    let [most, predictions] = [0, 0];
    for (const until = last + versions; last < until;) {
      const version = ++last;
      const values = Float32Array.from({ length: WIDTH }, (_, i) => Math.sin(i + version) / 30);
      weight!.set(tensor(values, { shape: [784, 128] }));
      let waited = stopwatch();
      void publisher.publish({ model });
      while (served !== version) {
        await new Promise<void>(resolve => setImmediate(resolve));
        predict({ image });
        predictions++;
        most = Math.max(most, waited());
        waited = stopwatch();
        if (Number.isNaN(served)) throw new Error('each version must be accepted');
      }
    }
    following.unsubscribe();
    if (predictions <= 5 * versions)
      throw new Error(`more than five predictions must come between two versions, got ${predictions} for ${versions}`);
    return most;
  };
}
