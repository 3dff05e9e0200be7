import { memoryLog, remoteLog, serveLog, type ChannelPort, type Log } from '@thalweg/log';
import { lastValueFrom, take, toArray } from 'rxjs';

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
