import { fileURLToPath } from 'node:url';
import { MessageChannel, Worker } from 'node:worker_threads';
import { setTimeout as wait } from 'node:timers/promises';
import {
  batch,
  DataError,
  type Dataset,
  epochs,
  fromIterable,
  type ItemContext,
  map,
  Pixels,
  shuffle,
} from '@thalweg/data';
import { Tensor } from '@thalweg/tensor';
import { firstValueFrom, from, lastValueFrom, take, toArray } from 'rxjs';
import { beforeAll, expect, test } from 'vitest';
import { mapInWorkers, serveMap } from './index.ts';
import { bundledWorker } from './testing/bundled-worker.ts';
import { drawn } from './testing/drawn.ts';

let program: string;
beforeAll(() => void (program = bundledWorker(fileURLToPath(new URL('./testing/map-worker.ts', import.meta.url)))));

function threads() {
  const made: Worker[] = [];
  const make = (): Worker => {
    made.push(new Worker(program, { eval: true, execArgv: [], stderr: true }));
    return made.at(-1)!;
  };
  return { made, make };
}

/** Ports to functions in this thread. */
function ports<T>(transform: (item: T, context: ItemContext) => unknown) {
  const served = { made: 0, open: 0 };
  const make = () => {
    const { port1, port2 } = new MessageChannel();
    const serving = serveMap(transform, { port: port1 });
    served.made++;
    served.open++;
    port1.on('close', () => {
      served.open--;
      serving.unsubscribe();
    });
    return port2;
  };
  return { served, make };
}

const numbers = (count: number): Dataset<number> => fromIterable(Array.from({ length: count }, (_, i) => i));
const all = <T>(data: Dataset<T>): Promise<T[]> => lastValueFrom(data.pipe(toArray()));

test('threads give the bits of map in this thread, in order, with one and with three of them', async () => {
  const source = numbers(20).pipe(shuffle({ seed: 3 }));
  const expected = await all(source.pipe(map(drawn, { seed: 7 }), batch(3), epochs(2)));
  for (const workers of [1, 3]) {
    const { made, make } = threads();
    const mapped = source.pipe(mapInWorkers<ReturnType<typeof drawn>>(make, { workers, seed: 7 }));
    expect(mapped.length).toBe(20);
    const came = await all(mapped.pipe(batch(3), epochs(2)));
    expect(came).toEqual(expected);
    expect([came[0]!.pixels, came[0]!.noise].map(({ constructor }) => constructor)).toEqual([Pixels, Tensor]);
    // Epochs share them.
    expect(made.length).toBe(workers);
    await wait(20);
    expect(made.map(({ threadId }) => threadId)).toEqual(made.map(() => -1));
  }
}, 20_000);

test('an iterator goes on from any place with the same items', async () => {
  const { make, served } = ports(drawn);
  const mapped = numbers(9).pipe(mapInWorkers(make, { workers: 3, seed: 7 }), epochs(2));
  const expected = await all(numbers(9).pipe(map(drawn, { seed: 7 }), epochs(2)));
  const iterator = mapped.open();
  const offsets = [iterator.offset];
  while ((await iterator.next()) !== undefined) offsets.push(iterator.offset);
  for (const [read, offset] of offsets.entries()) {
    const again = mapped.open(JSON.parse(JSON.stringify(offset)) as typeof offset);
    const rest: unknown[] = [];
    for (let item = await again.next(); item !== undefined; item = await again.next()) rest.push(item);
    expect(rest).toEqual(expected.slice(read));
  }
  await wait(10);
  expect(served.open).toBe(0);
});

test('at most workers times ahead items are under way, and leaving ends the workers', async () => {
  let [underWay, most] = [0, 0];
  const { make, served } = ports(async (item: number) => {
    most = Math.max(most, ++underWay);
    await wait(1);
    underWay--;
    return item;
  });
  const endless = fromIterable(function* () { for (let i = 0; ; i++) yield i; }); // prettier-ignore
  const few = endless.pipe(mapInWorkers<number>(make, { workers: 2, ahead: 3 }));
  expect(served.made).toBe(0);
  expect(await lastValueFrom(few.pipe(take(20), toArray()))).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(most).toBe(6);
  await wait(20);
  expect(served).toEqual({ made: 2, open: 0 });
  const stream = from([3, 4]).pipe(mapInWorkers<number>(make), toArray());
  expect(await firstValueFrom(stream)).toEqual([3, 4]);
});

test('a thread that dies is an error in its place, after the results before it', async () => {
  const { make, made } = threads();
  const iterator = fromIterable([1, 2, 666, 3]).pipe(mapInWorkers<{ item: number }>(make, { seed: 1 })).open(); // prettier-ignore
  expect([await iterator.next(), await iterator.next()]).toMatchObject([{ item: 1 }, { item: 2 }]);
  const third = Promise.resolve(iterator.next());
  await expect(third).rejects.toMatchObject({ name: 'WorkerError', reason: 'died' });
  await expect(third).rejects.toThrow('RangeError: a defect of the script');
  iterator.close();
  await wait(20);
  expect(made.every(({ threadId }) => threadId === -1)).toBe(true);
}, 20_000);

test('what a function throws, does not return or cannot send is an error of its item', async () => {
  const failing = (transform: (item: number, context: ItemContext) => unknown, source: Dataset<unknown> = numbers(3)) =>
    all(source.pipe(mapInWorkers(ports(transform).make, { workers: 2 })));
  await expect(failing(() => { throw new DataError('it', 'must be', 'what', 'Try.'); })).rejects.toThrow('it: must be, got what. Try.'); // prettier-ignore
  await expect(failing(() => undefined)).rejects.toThrow('serveMap: the function must return an item');
  await expect(failing(() => Promise.resolve())).rejects.toThrow('serveMap: the function must return an item');
  await expect(failing(() => () => 1)).rejects.toThrow('could not be cloned');
  await expect(failing(x => x, fromIterable([() => 1]))).rejects.toThrow('mapInWorkers: an item must be cloneable');
  await expect(failing((_, { key }) => key)).rejects.toThrow('Try mapInWorkers(…, { seed: 7 }).');
});

test('workers that are silent, end at once or send what does not fit are errors', async () => {
  const run = (make: () => never, silenceMs = 10_000) => all(numbers(3).pipe(mapInWorkers(make, { silenceMs })));
  const script = (text: string) => () => new Worker(text, { eval: true, execArgv: [], stderr: true }) as never;
  await expect(run(script('setInterval(() => {}, 1e6)'), 100)).rejects.toMatchObject({ reason: 'silent' });
  await expect(run(script('1'))).rejects.toThrow('got its exit with code 0');
  await expect(run(script('('))).rejects.toThrow('SyntaxError');
  const answering = (message: object) => () => {
    const { port1, port2 } = new MessageChannel();
    port1.on('message', ({ kind, id }) => port1.postMessage(kind === 'map-hello' ? { kind: 'map-ready' } : { ...message, id })); // prettier-ignore
    return port2 as never;
  };
  await expect(run(answering({ kind: 'map-result', result: 5 }))).rejects.toMatchObject({ reason: 'protocol' });
  const pixels = { value: { '@pixels': [1, 1, 9], data: 'no bytes' }, tensors: true };
  await expect(run(answering({ kind: 'map-result', result: pixels }))).rejects.toMatchObject({ reason: 'protocol' });
});

test('a served function refuses or ignores messages that do not fit', async () => {
  const { port1, port2 } = new MessageChannel();
  const serving = serveMap((x: number) => x, { port: port1 });
  const came: object[] = [];
  port2.on('message', (message: object) => came.push(message));
  const packed = { value: 5, tensors: false };
  for (const message of [null, 5, { kind: 'other' }, { kind: 'map-item', id: 'x' }, { kind: 'map-item', id: 1, epoch: -1 }, { kind: 'map-item', id: 2, epoch: 0, index: 0, key: undefined, item: packed }]) port2.postMessage(message); // prettier-ignore
  await wait(20);
  expect(came).toMatchObject([
    { kind: 'map-refusal', id: 1 },
    { kind: 'map-result', id: 2, result: packed },
  ]);
  serving.unsubscribe();
  port1.close();
  expect(() => serveMap(x => x)).toThrow('serveMap: it must be called in a worker');
  expect(() => mapInWorkers((() => port2) as never, { workers: 0 })).toThrow(
    'mapInWorkers: workers must be a whole number',
  );
  expect(() => mapInWorkers(5 as never)).toThrow('mapInWorkers: the first argument must be a function');
});
