import type { Log } from '@thalweg/log';
import { firstValueFrom } from 'rxjs';
import type { Status } from './status.ts';

/**
 * Writes the status of a process into a key of a log, which it has to itself. While one is written, the newest waits. A status
 * that cannot be written is left out: the next one replaces it.
 */
export class StatusKey {
  readonly #log: Log;
  readonly #key: string;
  #version = 0;
  #waiting: Status | undefined;
  #writing: Promise<void> | undefined;

  constructor(log: Log, cluster: string, name: string) {
    this.#log = log;
    this.#key = clusterNames(cluster).status(name);
  }

  write(status: Status): void {
    this.#waiting = status;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  /** Resolves when nothing waits. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting !== undefined) {
      const bytes = new TextEncoder().encode(JSON.stringify(this.#waiting));
      this.#waiting = undefined;
      await this.#swap(bytes).catch(() => undefined);
    }
  }

  async #swap(bytes: Uint8Array): Promise<void> {
    const version = await this.#log.swap(this.#key, this.#version, bytes);
    if (version !== undefined) return void (this.#version = version);
    // An earlier life of this process has written it.
    this.#version = (await firstValueFrom(this.#log.watch(this.#key))).version;
    this.#version = (await this.#log.swap(this.#key, this.#version, bytes)) ?? this.#version;
  }
}

/** The names of the app's own topics and keys in the log of a cluster. */
export const clusterNames = (cluster: string) => ({
  /** The key of the settings, on which all processes agree. */
  settings: `${cluster}.settings`,
  /** The topic of the names of processes. */
  members: `${cluster}.members`,
  /** The key of the status of a process. */
  status: (name: string): string => `${cluster}.status.${name}`,
});
