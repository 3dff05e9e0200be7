import { memoryLog, remoteLog, serveLog, type ChannelPort, type Log } from '@thalweg/log';
import { compileInWorker } from '@thalweg/wasm';
import { lastValueFrom, take, toArray } from 'rxjs';

/** The module `(func (export "f") (result i32) (i32.const 42))`. */
const BYTES = [
  [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  [1, 5, 1, 0x60, 0, 1, 0x7f],
  [3, 2, 1, 0],
  [7, 5, 1, 1, 0x66, 0, 0],
  [10, 6, 1, 4, 0, 0x41, 42, 0x0b],
];

const bytes = (): Uint8Array<ArrayBuffer> => Uint8Array.from(BYTES.flat());
const streamed = (): Response => new Response(bytes(), { headers: { 'content-type': 'application/wasm' } });
const valueOf = ({ exports }: WebAssembly.Instance): unknown => (exports['f'] as () => unknown)();

/** Ways to code that is made at run time, each with its value: 42. */
const WAYS: Readonly<Record<string, () => unknown>> = {
  'new Module(bytes)': () => valueOf(new WebAssembly.Instance(new WebAssembly.Module(bytes()))),
  'compile(bytes)': async () => valueOf(new WebAssembly.Instance(await WebAssembly.compile(bytes()))),
  'compileStreaming(response)': async () =>
    valueOf(new WebAssembly.Instance(await WebAssembly.compileStreaming(streamed()))),
  'instantiate(bytes)': async () => valueOf((await WebAssembly.instantiate(bytes())).instance),
  'instantiateStreaming(response)': async () => valueOf((await WebAssembly.instantiateStreaming(streamed())).instance),
  // oxlint-disable-next-line typescript/no-implied-eval -- hosts that refuse it are to be found
  'new Function(text)': () => (new Function('return 42') as () => unknown)(),
};

/** Returns the ways by which a host runs code that is made at run time. */
export async function hostAllows(): Promise<string[]> {
  const allowed: string[] = [];
  for (const [name, call] of Object.entries(WAYS)) if ((await valueOrNone(call)) === 42) allowed.push(name);
  return allowed;
}

/** Returns the value of a module that a worker of the page compiles from bytes, or from those of a module that is none. */
export async function valueThroughWorker(script: string, broken = false): Promise<unknown> {
  const worker = new Worker(script, { type: 'module' });
  try {
    const module = await compileInWorker(broken ? new ArrayBuffer(3) : bytes(), worker);
    return valueOf(await WebAssembly.instantiate(module as WebAssembly.Module));
  } finally {
    worker.terminate();
  }
}

async function valueOrNone(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}

/** Serves a log of this page to the other pages of a channel. */
export function serveOverBroadcast(name: string): void {
  serveLog(memoryLog(), new BroadcastChannel(name));
}

/** Appends texts to the log that another page serves, and returns their sequences. */
export function appendOverBroadcast(name: string, texts: readonly string[]): Promise<number[]> {
  return append(remoteLog(new BroadcastChannel(name)), texts);
}

/** Returns the first texts of the log that another page serves, once there are so many. */
export function readOverBroadcast(name: string, count: number): Promise<string[]> {
  return readTexts(remoteLog(new BroadcastChannel(name)), count);
}

/** Serves a log to the page that started this worker. */
export function serveFromWorker(): void {
  // The scope of a worker, though the types here are those of a page.
  serveLog(memoryLog(), self as unknown as ChannelPort);
}

/** Appends texts to a log in a worker, over the worker itself or over a port that the page serves, and reads them. */
export async function throughWorker(texts: readonly string[]): Promise<string[]> {
  const program = `import { serveFromWorker } from '${location.origin}/program.mjs'; serveFromWorker();`;
  const url = URL.createObjectURL(new Blob([program], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  const log = remoteLog(worker);
  await append(log, texts);
  const read = await readTexts(log, texts.length);
  worker.terminate();
  return read;
}

/** Appends texts to a log at the other end of a `MessageChannel`, and reads them. */
export async function throughPort(texts: readonly string[]): Promise<string[]> {
  const { port1, port2 } = new MessageChannel();
  const serving = serveLog(memoryLog(), port1);
  const log = remoteLog(port2);
  await append(log, texts);
  const read = await readTexts(log, texts.length);
  serving.unsubscribe();
  port1.close();
  return read;
}

async function append(log: Log, texts: readonly string[]): Promise<number[]> {
  return Promise.all(texts.map(text => log.append('texts', new TextEncoder().encode(text))));
}

async function readTexts(log: Log, count: number): Promise<string[]> {
  const entries = await lastValueFrom(log.read('texts', 0).pipe(take(count), toArray()));
  return entries.map(({ bytes }) => new TextDecoder().decode(bytes));
}
