import { batch, epochs, fromColumns, type Dataset } from '@thalweg/data';
import { leadRounds, localSgd, modelPublisher, portEdge, publishedModel, replayRounds } from '@thalweg/cluster';
import { input, mean, mul, parameter, square, sub, sum, type Node } from '@thalweg/graph';
import {
  bytesCodec,
  memoryLog,
  readTopic,
  topic,
  topicWriter,
  type Log,
  type Message,
  type TopicWriter,
} from '@thalweg/log';
import { sgd } from '@thalweg/optim';
import { encodeSafetensors, tensor } from '@thalweg/tensor';
import { modelState, restore } from '@thalweg/train';
import { firstValueFrom, lastValueFrom, map, merge, of, timer, toArray } from 'rxjs';
import type { Chance } from '../../fuzz/chance.ts';
import { changedBytes } from '../inputs/changed-bytes.ts';
import type { Door } from './door.ts';

/** A message of a topic: the payload of a codec, and the seal's fields. */
type Written = Pick<Message<Uint8Array>, 'name' | 'value' | 'producer' | 'epoch' | 'count' | 'sequence'>;

async function writtenIn(log: Log, names: readonly string[]): Promise<readonly Written[]> {
  const topics = Object.fromEntries(names.map(name => [name, topic(name, bytesCodec)]));
  return lastValueFrom(readTopic(log, topics, { until: 'end' }).pipe(toArray())) as Promise<readonly Written[]>;
}

/** Returns messages of which two may be changed before they are sealed, as a writer of the log can do. */
function forged(messages: readonly Written[], chance: Chance): readonly Written[] {
  const changed = [chance.below(2 * messages.length), chance.below(2 * messages.length)];
  return messages.map(({ name, value, producer, epoch, count, sequence }, n) => ({
    name,
    value: changed.includes(n) ? changedBytes(value, chance) : value,
    producer,
    epoch,
    count,
    sequence,
  }));
}

async function write(log: Log, messages: readonly Written[]): Promise<void> {
  const writers = new Map<string, TopicWriter<Uint8Array>>();
  let next = 1;
  for (const { name, value, producer, epoch, count, sequence } of messages) {
    // Messages name others by their sequence, and other topics were written to in between.
    while (next < sequence) next = 1 + (await log.append('others', value));
    const key = `${name}/${producer}/${epoch}`;
    const writer = writers.get(key) ?? topicWriter(log, topic(name, bytesCodec), { producer, epoch });
    writers.set(key, writer);
    next = 1 + (await writer.append(value, { count }));
  }
}

const model = () => {
  const w = parameter(new Float32Array(40).fill(1), { name: 'w' });
  return { w, parts: { model: modelState(sum(mul(w, input('x', []))) as Node) } };
};

interface Versions {
  readonly entries: readonly Uint8Array[];
  readonly key: Uint8Array;
}

/** The milliseconds after which a version that is missing is not waited for any more. */
const PATIENCE = 20;

/** The versions and the key of a published model, which have no seal without a key. */
export async function publishedDoor(): Promise<Door<Versions>> {
  const log = memoryLog();
  const { w, parts } = model();
  const publisher = modelPublisher(log, 'm', { wholeEvery: 3 });
  for (const value of [1, 2, 3, 4]) {
    w.set(tensor(new Float32Array(40).fill(value)));
    await publisher.publish(parts);
  }
  const written = await lastValueFrom(log.read('m.models', 0, { until: 'end' }).pipe(toArray()));
  const entries = written.map(({ bytes }) => bytes);
  const { bytes: key } = await firstValueFrom(log.watch('m.model'));
  return {
    draw: chance => ({
      entries: entries.map(bytes => (chance.is(0.3) ? changedBytes(bytes, chance) : bytes)),
      key: chance.is(0.3) ? changedBytes(key, chance) : key,
    }),
    async open({ entries, key }) {
      const log = memoryLog();
      for (const bytes of entries) await log.append('m.models', bytes);
      await log.swap('m.model', 0, key);
      const late = timer(PATIENCE).pipe(map(() => undefined));
      const version = await firstValueFrom(merge(publishedModel(log, 'm'), late));
      if (version !== undefined) restore(model().parts, version.snapshot);
    },
  };
}

const line = () => {
  const w = parameter(new Float32Array(3), { name: 'w' });
  return mean(square(sub(mul(w, input('x', ['batch', 3])), input('y', ['batch', 3]))));
};

const points = (): Dataset<{ x: Float32Array; y: Float32Array }> =>
  fromColumns({
    x: { data: Float32Array.from({ length: 48 }, (_, i) => Math.sin(i)), shape: [3] },
    y: { data: Float32Array.from({ length: 48 }, (_, i) => 2 * Math.sin(i)), shape: [3] },
  }) as never;

/** What workers and leaders of a run write. It is folded again. */
export async function roundsDoor(): Promise<Door<readonly Written[]>> {
  const log = memoryLog();
  const leader = leadRounds(line(), sgd({ learningRate: 1 }), { log, name: 'run' }).subscribe();
  const learn = localSgd(line(), sgd({ learningRate: 0.1 }), { log, name: 'run', worker: 'w', every: 4 });
  await lastValueFrom(points().pipe(batch(4), epochs(4), learn, toArray()));
  leader.unsubscribe();
  const messages = await writtenIn(log, ['run.deltas', 'run.rounds', 'run.states']);
  return {
    draw: chance => forged(messages, chance),
    async open(changed) {
      const log = memoryLog();
      await write(log, changed);
      await replayRounds(line(), sgd({ learningRate: 1 }), { log, name: 'run' });
    },
  };
}

/** Messages between the halves of a network that is cut in two. */
export function halvesDoor(): Door<unknown> {
  const message = encodeSafetensors({ cut: tensor([[1, 2]]) }, { step: '1', loss: '0.5', key: '{"place":1}' });
  return {
    draw: chance => (chance.is(0.9) ? changedBytes(message, chance) : chance.of(['ended', 'lost', 'x', null, 5, {}, [1]])),
    open(data) {
      let take = (_: object): void => {};
      const port = {
        postMessage() {},
        addEventListener: (type: string, listener: (event: object) => void) => type === 'message' && (take = listener),
        removeEventListener() {},
      };
      const errors: unknown[] = [];
      const received = portEdge(port as never).open('front').receive({ position: undefined, demand: of(10) });
      received.subscribe({ error: error => errors.push(error) });
      take({ data });
      if (errors[0] instanceof Error) throw errors[0];
    },
  };
} // prettier-ignore
