import { jetstream, type ConsumeOptions } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { fromLog, topic, topicWriter, type Codec, type Log, type Topic } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
import { startNatsServer, type NatsServer } from '@thalweg/nats/server';
import { input } from '@thalweg/graph';
import { learn, learnRows, logisticRegression } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { fillUniform, key, tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';

const FEATURES = 20;
const ROWS = 256;

interface Columns {
  readonly x: Tensor;
  readonly label: Tensor;
}

/** Labels, then rows of features, as float64. */
const columnsCodec: Codec<Columns> = {
  encode: ({ x, label }) => {
    const numbers = new Float64Array(label.size + x.size);
    numbers.set(label.data);
    numbers.set(x.data, label.size);
    return new Uint8Array(numbers.buffer);
  },
  decode: bytes => {
    const numbers = floats(bytes);
    const rows = numbers.length / (FEATURES + 1);
    return {
      x: tensor(numbers.subarray(rows), { shape: [rows, FEATURES] }),
      label: tensor(numbers.subarray(0, rows)),
    };
  },
};

interface Event {
  readonly x: Float64Array;
  readonly label: number;
}

const eventCodec: Codec<Event> = {
  encode: ({ x, label }) => new Uint8Array(Float64Array.of(...x, label).buffer),
  decode: bytes => {
    const numbers = floats(bytes);
    return { x: numbers.subarray(0, FEATURES), label: numbers[FEATURES]! };
  },
};

const columns = topic('columns', columnsCodec);
const events = topic('events', eventCodec);

function floats(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8);
}

/** Random features, and labels by the sum of the first ten. */
function rows(count: number, seed: number): Columns {
  const x = fillUniform(new Float64Array(count * FEATURES), key(seed)).map(value => value - 0.5);
  const sumOf = (row: number): number => x.subarray(row * FEATURES, row * FEATURES + 10).reduce((a, b) => a + b);
  const label = Float64Array.from({ length: count }, (_, row) => (sumOf(row) > 0 ? 1 : 0));
  return { x: tensor(x, { shape: [count, FEATURES] }), label: tensor(label) };
}

const model = () => logisticRegression(input('x', [FEATURES], 'float64'), input('label', [], 'float64'));

const EVENTS = 60_000;

let server: NatsServer;
let log: Log & { close(): Promise<void> };

beforeAll(async () => {
  server = await startNatsServer();
  log = await natsLog({ servers: server.url });
  await write(columns, 400, seed => rows(ROWS, seed));
  const { x, label } = rows(EVENTS, 1);
  const of = (i: number): Event => ({
    x: (x.data as Float64Array).subarray(i * FEATURES, (i + 1) * FEATURES),
    label: label.data[i]!,
  });
  await write(events, EVENTS, of);
});

afterAll(async () => {
  await log.close();
  await server.stop();
});

/** Writes values of a topic, a thousand at a time. */
async function write<T>(to: Topic<T>, count: number, valueOf: (index: number) => T): Promise<void> {
  const writer = topicWriter(log, to, { producer: 'test' });
  for (let start = 0; start < count; start += 1000) {
    const written = Array.from({ length: Math.min(1000, count - start) }, (_, i) => writer.append(valueOf(start + i)));
    await Promise.all(written);
  }
}

/** Returns how many a second there are in what takes a while. */
async function rateOf(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (1000 * count) / (performance.now() - start);
}

/** Counts what an ordered consumer of the client library gives, and nothing else; with a window of its choice, or another. */
async function consumeBare(options?: ConsumeOptions): Promise<void> {
  const connection = await connect({ servers: server.url });
  const consumer = await jetstream(connection).consumers.get('thalweg', { filter_subjects: 'thalweg.events.*' });
  let bytes = 0;
  let count = 0;
  for await (const { data } of await consumer.consume(options)) {
    bytes += data.length;
    if (++count === EVENTS) break;
  }
  expect(bytes).toBeGreaterThan(EVENTS * (FEATURES + 1) * 8);
  await connection.close();
}

/** The largest of some measured rates: others share the machine. */
async function best(times: number, rate: () => Promise<number>): Promise<number> {
  let largest = 0;
  for (let time = 0; time < times; time++) largest = Math.max(largest, await rate());
  return largest;
}

test('events in columns of 256 are learned at 30,000 a second at least', async () => {
  const rate = await best(4, () =>
    rateOf(400 * ROWS, async () => {
      const learned = fromLog(log, columns, { until: 'end' }).pipe(learnRows(model(), sgd(), { runner: wasm() }));
      expect((await lastValueFrom(learned)).step).toBe(400 * ROWS);
    }),
  );
  console.log(`columns of ${ROWS}: ${Math.round(rate)} events a second`);
  expect(rate).toBeGreaterThan(30_000);
});

test('events one at a time are learned at 0.7 of the rate of a bare consumer at least', async () => {
  let [bare, wide, learned] = [0, 0, 0];
  for (let round = 0; round < 10; round++) {
    bare = Math.max(bare, await rateOf(EVENTS, () => consumeBare()));
    wide = Math.max(wide, await rateOf(EVENTS, () => consumeBare({ max_messages: 2048 })));
    const learning = async (): Promise<void> => {
      const outcomes = fromLog(log, events, { until: 'end' }).pipe(learn(model(), sgd(), { runner: wasm() }));
      expect((await lastValueFrom(outcomes)).step).toBe(EVENTS);
    };
    learned = Math.max(learned, await rateOf(EVENTS, learning));
  }
  const rates = [learned, bare, wide].map(Math.round);
  console.log(
    `one at a time: ${rates[0]} events a second; a bare consumer ${rates[1]}, with a window of 2048 ${rates[2]}`,
  );
  expect(learned / bare).toBeGreaterThan(0.7);
});
