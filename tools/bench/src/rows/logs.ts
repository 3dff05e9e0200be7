import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { input } from '@thalweg/graph';
import { fromLog, topic, topicWriter, type Codec, type Log, type Topic } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
import { startNatsServer, type NatsServer } from '@thalweg/nats/server';
import { fileLog, type FileLog } from '@thalweg/node';
import { learn, learnRows, logisticRegression } from '@thalweg/online';
import { sgd } from '@thalweg/optim';
import { fillUniform, key, tensor, type Tensor } from '@thalweg/tensor';
import { wasm } from '@thalweg/wasm';
import { lastValueFrom, type Observable } from 'rxjs';
import type { RatioRow, Sides, Size } from './ratio-row.ts';
import { bySize, once } from './turns.ts';

const PAYLOAD = new Uint8Array(200).fill(7);

/** A log in files: how it is opened, and how it brings entries to the disk. */
export const fileLogs: readonly RatioRow[] = [
  {
    name: 'logs: a log of 500,000 entries of 200 bytes in files is opened',
    ours: 'fileLog',
    reference: 'its files read, with a checksum over all',
    // A gigabyte a minute, where the reading of 130 MB takes 0.1 s.
    bar: 60,
    turns: 5,
    async prepare(size) {
      const folder = mkdtempSync(join(tmpdir(), 'log-'));
      const writer = fileLog(folder, { sync: 'never' });
      await append(writer, bySize(size, 500_000, 1000), 256);
      await writer.close();
      return {
        ours: async () => {
          const start = performance.now();
          const log = fileLog(folder);
          const taken = 1000 * (performance.now() - start);
          await log.close();
          return taken;
        },
        reference: once(() => void checksums(folder)),
        close: () => rmSync(folder, { recursive: true }),
      };
    },
  },
  {
    name: 'logs: an entry comes to the disk, 64 at a time',
    ours: '64 at a time',
    reference: 'one at a time',
    bar: 1 / 3,
    turns: 3,
    prepare(size) {
      const folder = mkdtempSync(join(tmpdir(), 'log-'));
      const log = fileLog(folder);
      const each = async (entries: number, inFlight: number): Promise<number> => {
        const start = performance.now();
        await append(log, entries, inFlight);
        return (1000 * (performance.now() - start)) / entries;
      };
      return {
        ours: () => each(bySize(size, 20_000, 256), 64),
        reference: () => each(bySize(size, 500, 20), 1),
        close: async () => {
          await log.close();
          rmSync(folder, { recursive: true });
        },
      };
    },
  },
];

let ids = 0;

/** Appends so many entries, so many at a time. */
async function append(log: FileLog, entries: number, inFlight: number): Promise<void> {
  let next = 0;
  const chain = async (): Promise<void> => {
    while (next++ < entries) await log.append('events', PAYLOAD, { id: `worker-3/${ids++}` });
  };
  await Promise.all(Array.from({ length: inFlight }, chain));
}

/** Reads all files of a folder, and returns the sum of their checksums. */
function checksums(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + crc32(readFileSync(join(parentPath, name))), 0);
}

const FEATURES = 20;
const ROWS = 256;

interface Columns {
  readonly x: Tensor;
  readonly label: Tensor;
}

interface Event {
  readonly x: Float64Array;
  readonly label: number;
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

const eventCodec: Codec<Event> = {
  encode: ({ x, label }) => new Uint8Array(Float64Array.of(...x, label).buffer),
  decode: bytes => {
    const numbers = floats(bytes);
    return { x: numbers.subarray(0, FEATURES), label: numbers[FEATURES]! };
  },
};

const columns = topic('columns', columnsCodec);
const events = topic('events', eventCodec);

/** Learning from a log in NATS, beside a consumer of its client library that only counts. */
export const natsLogs: readonly RatioRow[] = [
  {
    name: `logs: events in columns of ${ROWS} are learned from NATS, compiled`,
    ours: 'fromLog + learnRows',
    reference: 'a bare consumer of the same messages',
    bar: 4,
    turns: 4,
    needs: ['nats'],
    prepare: size => learning(columns, bySize(size, 400, 4), ROWS, () => rowsOf(ROWS, 1), log =>
      fromLog(log, columns, { until: 'end' }).pipe(learnRows(model(), sgd(), { runner: wasm() }))), // prettier-ignore
  },
  {
    name: 'logs: events one at a time are learned from NATS, compiled',
    ours: 'fromLog + learn',
    reference: 'a bare consumer of the same messages',
    bar: 1 / 0.7,
    turns: 9,
    needs: ['nats'],
    prepare: (size: Size) => learning(events, bySize(size, 60_000, 500), 1, eventAt, log =>
      fromLog(log, events, { until: 'end' }).pipe(learn(model(), sgd(), { runner: wasm() }))), // prettier-ignore
  },
];

const model = () => logisticRegression(input('x', [FEATURES], 'float64'), input('label', [], 'float64'));

/** Writes so many values of a topic, of which a training takes some steps each. */
async function learning<T>(
  to: Topic<T>,
  count: number,
  steps: number,
  valueOf: (index: number) => T,
  train: (log: Log) => Observable<{ readonly step: number }>,
): Promise<Sides> {
  const server = await startNatsServer();
  const log = await natsLog({ servers: server.url });
  const writer = topicWriter(log, to, { producer: 'bench' });
  for (let start = 0; start < count; start += 1000)
    await Promise.all(
      Array.from({ length: Math.min(1000, count - start) }, (_, i) => writer.append(valueOf(start + i))),
    );
  return {
    ours: once(async () => {
      const { step } = await lastValueFrom(train(log));
      if (step !== count * steps) throw new Error(`each event must be learned, got ${step} of ${count * steps}`);
    }),
    reference: once(() => consumeBare(server, to.name, count)),
    close: async () => {
      await log.close();
      await server.stop();
    },
  };
}

/** Counts what an ordered consumer of the client library gives, and nothing else. */
async function consumeBare(server: NatsServer, name: string, messages: number): Promise<void> {
  const connection = await connect({ servers: server.url });
  const consumer = await jetstream(connection).consumers.get('thalweg', { filter_subjects: `thalweg.${name}.*` });
  let count = 0;
  for await (const { data } of await consumer.consume()) if (data.length > 0 && ++count === messages) break;
  await connection.close();
}

function eventAt(index: number): Event {
  const { x, label } = rowsOf(1, index);
  return { x: x.data as Float64Array, label: label.data[0]! };
}

/** Random features, and labels by the sum of the first ten. */
function rowsOf(count: number, seed: number): Columns {
  const x = fillUniform(new Float64Array(count * FEATURES), key(seed)).map(value => value - 0.5);
  const sumOf = (row: number): number => x.subarray(row * FEATURES, row * FEATURES + 10).reduce((a, b) => a + b);
  const label = Float64Array.from({ length: count }, (_, row) => (sumOf(row) > 0 ? 1 : 0));
  return { x: tensor(x, { shape: [count, FEATURES] }), label: tensor(label) };
}

function floats(bytes: Uint8Array): Float64Array {
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  return new Float64Array(aligned.buffer, aligned.byteOffset, aligned.length / 8);
}
