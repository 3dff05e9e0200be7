import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Reads the number of each process to watch over. The end of the input means that whoever wrote it is gone. */
const PROGRAM = `trap '' INT TERM HUP
while read -r line; do server=$line; done
[ -z "$server" ] || kill -9 "$server" 2>/dev/null
rm -rf -- "$1"`;

/**
 * A small shell that ends a server and removes its folder when this process ends, even by `kill -9`: the system closes the
 * pipe between the two.
 */
export class Guard {
  readonly #shell: ChildProcess;
  readonly #exit: Promise<unknown>;

  constructor(folder: string) {
    this.#shell = spawn('/bin/sh', ['-c', PROGRAM, 'guard', folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // A group of its own, so that what interrupts this process from a terminal does not reach it first.
      detached: true,
    });
    this.#exit = once(this.#shell, 'exit');
    this.#shell.unref();
  }

  /** Sets the process to end with this one; none, if left out. */
  watchOver(pid?: number): void {
    this.#shell.stdin!.write(`${pid ?? ''}\n`);
  }

  /** Ends what is watched over, and removes the folder. */
  async end(): Promise<void> {
    this.#shell.ref();
    this.#shell.stdin!.end();
    await this.#exit;
  }
}
