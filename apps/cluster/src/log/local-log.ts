import { spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { serveLog, type Log } from '@thalweg/log';
import { fileLog, processPort } from '@thalweg/node';
import { natsLog } from '@thalweg/nats';
import { startNatsServer } from '@thalweg/nats/server';
import { openLog } from './open-log.ts';
import { PARENT } from './parent.ts';
import { RunFolder } from './run-folder.ts';

/** The log of a cluster on this machine. */
export interface LocalLog {
  readonly log: Log;
  /** What it is, for people. */
  readonly title: string;
  /** The address for children. */
  readonly address: string;
  /** Gives a child of this process access. */
  readonly serve: (child: ChildProcess) => void;
  readonly close: () => Promise<void>;
}

/** How to get the server, if it is not there. */
const HOW_TO_GET = 'nats-server is not on the PATH (Debian: apt-get install nats-server). Going on with a file log.';

/** Who hears of what happens to a log of this machine. */
export interface LocalLogOptions {
  readonly say: (text: string) => void;
  /** Called if another process has taken the folder over, because this one stood still. */
  readonly lost: (error: Error) => void;
}

/**
 * Takes a folder, and opens the log of the cluster in it: NATS, a file, or one at an address. By default that of the run in
 * the folder; for a new run NATS, if its server is installed.
 *
 * - **Rejects** with `FileError` if another process has the folder, and with `StateError` if its run has another log
 */
export async function localLog(
  where: string | undefined,
  folder: string,
  { say, lost }: LocalLogOptions,
): Promise<LocalLog> {
  const own = new RunFolder(folder, lost);
  try {
    const place = own.placeOfLog(where) ?? defaultPlace(say);
    const log = await openPlace(place, folder);
    own.keepPlaceOfLog(place);
    return { ...log, close: () => log.close().finally(() => own.release()) };
  } catch (error) {
    own.release();
    throw error;
  }
}

async function openPlace(place: string, folder: string): Promise<LocalLog> {
  if (place === 'nats') return natsServerLog(folder);
  if (place === 'file') return servedFileLog(folder);
  const { log, close } = await openLog(place);
  return { log, title: place, address: place, serve: () => undefined, close };
}

function defaultPlace(say: (text: string) => void): string {
  if (hasNatsServer()) return 'nats';
  say(HOW_TO_GET);
  return 'file';
}

function hasNatsServer(): boolean {
  return spawnSync('nats-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

async function natsServerLog(folder: string): Promise<LocalLog> {
  const server = await startNatsServer({ store: join(folder, 'nats') });
  const log = await natsLog({ servers: server.url });
  const close = async (): Promise<void> => {
    await log.close();
    await server.stop();
  };
  return { log, title: `NATS at ${server.url}`, address: server.url, serve: () => undefined, close };
}

function servedFileLog(folder: string): LocalLog {
  const path = join(folder, 'log');
  const log = fileLog(path);
  const serve = (child: ChildProcess): void => void serveLog(log, processPort(child));
  return { log, title: `the files in ${path}`, address: PARENT, serve, close: () => log.close() };
}
