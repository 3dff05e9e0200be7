import { type ChildProcess, spawnSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Log, serveLog } from '@thalweg/log';
import { natsLog } from '@thalweg/nats';
import { startNatsServer } from '@thalweg/nats/server';
import { fileLog, processPort } from '@thalweg/node';
import { createFolder, FolderLock } from '@thalweg/node/engine';
import { StateError } from '@thalweg/train';
import { openLog, PARENT } from './open-log.ts';

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

/** The folder of a run. One process at a time has it, and a file in it tells where the log of the run is. */
class RunFolder {
  readonly #folder: string;
  readonly #path: string;
  readonly #lock: FolderLock;

  /**
   * Takes a folder, and creates it before. `lost` is called if another process has taken it over, because this one stood still.
   *
   * - **Throws** `FileError` if another process has it
   */
  constructor(folder: string, lost: (error: Error) => void) {
    this.#folder = folder;
    this.#path = join(folder, 'run.json');
    createFolder(resolve(folder));
    this.#lock = new FolderLock(folder, lost);
  }

  /**
   * Returns where the log of the run is: `nats`, `file` or an address; what is given if there was no run.
   *
   * - **Throws** `StateError` if another place is given than that of the run
   */
  placeOfLog(given: string | undefined): string | undefined {
    const kept = this.#kept();
    if (kept === undefined || given === undefined || withoutPassword(given) === kept) return given ?? kept;
    throw new StateError(
      '--log',
      `the run in ${this.#folder} has its log in ${kept}`,
      withoutPassword(given),
      `Use --log ${kept}, or another --folder.`,
    );
  }

  /** Writes down where the log of the run is. */
  keepPlaceOfLog(place: string): void {
    const temporary = `${this.#path}.tmp`;
    writeFileSync(temporary, `${JSON.stringify({ log: withoutPassword(place) })}\n`);
    renameSync(temporary, this.#path);
  }

  /** Leaves the folder to others. */
  release(): void {
    this.#lock.release();
  }

  #kept(): string | undefined {
    try {
      return (JSON.parse(readFileSync(this.#path, 'utf8')) as { log: string }).log;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}

/** `nats://me:secret@host` without `me:secret@`. */
function withoutPassword(place: string): string {
  return place.replace(/\/\/[^@/]*@/g, '//');
}
