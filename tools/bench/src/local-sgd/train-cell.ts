import { leadRounds, localSgd } from '@thalweg/cluster';
import { batch, type Dataset, sample, shard } from '@thalweg/data';
import type { Node } from '@thalweg/graph';
import { type Log, memoryLog } from '@thalweg/log';
import { accuracy } from '@thalweg/metrics';
import { adam, cosineDecay, nesterov, sgd, type Transform } from '@thalweg/optim';
import { evaluate, measure, train } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { digitNetwork } from 'digits/pipeline';
import type { Digit } from 'digits/read-digits';
import { type Digits, splitDigits } from 'digits/split-digits';
import { ignoreElements, lastValueFrom, merge, tap } from 'rxjs';
import type { Cell, Reference } from './reference.ts';

/** What came of a run. */
export interface CellRun {
  /** On 2,000 digits that no worker has seen. */
  readonly accuracy: number;
  /** Bytes that the workers write to the log and read from it, for each example that they learn from. */
  readonly bytesPerSample: number;
}

/** Trains a network of digits as a cell says, with the workers and the leader in this process, and tests it. */
export async function trainCell(
  cell: Cell,
  { digits, reference, seed }: { digits: Dataset<Digit>; reference: Pick<Reference, 'rate' | 'batch'>; seed: number },
): Promise<CellRun> {
  const run = { cell, reference, seed, digits: splitDigits(digits, seed) };
  const network = digitNetwork({ hidden: 128, seed });
  const traffic = { written: 0, read: 0 };
  if (cell.workers === 1)
    await lastValueFrom(batchesOf(run, 0).pipe(train(network.loss, innerOf(run), { runner: wasm() })));
  else await lastValueFrom(cluster(run, network.loss, traffic), { defaultValue: undefined });
  const test$ = run.digits.test.pipe(
    batch(500),
    evaluate({ accuracy: network.logits.pipe(measure(accuracy(), network.digit)) }, { runner: wasm() }),
  );
  const samples = cell.workers * cell.steps * reference.batch;
  return {
    accuracy: (await lastValueFrom(test$)).accuracy!,
    bytesPerSample: (traffic.written + traffic.read) / samples,
  };
}

interface Run {
  readonly cell: Cell;
  readonly reference: Pick<Reference, 'rate' | 'batch'>;
  readonly seed: number;
  readonly digits: Digits;
}

function innerOf({ cell, reference }: Run): Transform {
  return adam({ learningRate: cosineDecay(reference.rate, { steps: cell.steps }) });
}

function outerOf({ rate, momentum }: Cell['outer']): Transform {
  return momentum === undefined ? sgd({ learningRate: rate }) : nesterov({ learningRate: rate, decay: momentum });
}

/** The batches of a worker: draws with replacement from its shard, one for each of its steps. */
function batchesOf({ cell, reference, seed, digits }: Run, worker: number) {
  const size = cell.steps * reference.batch;
  const draws = sample({ withReplacement: true, seed: 1000 * seed + worker, size });
  return digits.training.pipe(shard(worker, cell.workers), draws, batch(reference.batch));
}

/** Trains with a leader and workers, each of which has its own network. The leader's is left with the weights. */
function cluster(run: Run, loss: Node<readonly []>, traffic: Traffic) {
  const { cell, seed } = run;
  // A run writes more than memory would hold.
  const log = memoryLog({ keep: 100 });
  const workers = Array.from({ length: cell.workers }, (_, worker) => {
    const learn = localSgd(digitNetwork({ hidden: 128, seed }).loss, innerOf(run), {
      log: countedLog(log, traffic),
      name: 'digits',
      worker: `worker-${worker}`,
      every: cell.every,
      compress: cell.bits === 8 ? '8bit' : 'none',
      patience: Infinity,
      runner: wasm(),
    });
    return batchesOf(run, worker).pipe(learn);
  });
  const leader$ = leadRounds(loss, outerOf(cell.outer), {
    log: countedLog(log, { written: 0, read: 0 }),
    name: 'digits',
    workers: cell.workers,
    rounds: Math.ceil(cell.steps / cell.every),
    patience: Infinity,
    lease: 60_000,
  });
  return merge(leader$, ...workers).pipe(ignoreElements());
}

/** Bytes of entries between a machine and its log. */
interface Traffic {
  written: number;
  read: number;
}

/** Returns a log as one machine uses it, with its bytes counted. */
function countedLog(log: Log, traffic: Traffic): Log {
  return {
    append(topic, bytes, options) {
      traffic.written += bytes.length;
      return log.append(topic, bytes, options);
    },
    read: (topics, from, options) =>
      log.read(topics, from, options).pipe(tap(({ bytes }) => (traffic.read += bytes.length))),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => log.watch(key),
  };
}
