import { join } from 'node:path';
import type { Chance } from '../../fuzz/chance.ts';

/** A way into our code for strangers, who send the bytes of a file, or a message. */
export interface Door<Input = unknown> {
  /** Returns a damaged or forged input, which follows from the choices alone. */
  draw(chance: Chance): Input;
  /**
   * Takes the input as a program would, and uses all that comes of it. Throws what the program would see, and an error that is
   * not ours if it sees nothing although something is lost.
   */
  open(input: Input): unknown;
  /** The bytes of memory that an input may take, where it is more than four times its size and 64 MiB. */
  readonly ceiling?: number;
}

/** Opens a door: makes the samples that inputs are drawn from. */
export type OpenDoor = () => Door | Promise<Door>;

/** Returns the path of a file of the repository. The parent process passes the root as the first argument. */
export function rootFile(path: string): string {
  return join(process.argv[2]!, path);
}
