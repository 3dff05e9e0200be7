/** The end of a process. */
export interface Death {
  readonly code: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to its standard error. */
  readonly words: string;
  /** The milliseconds from its start to its end. */
  readonly lived: number;
}

/** A process that ended without being asked to, and not with the exit code 0. */
export class ProcessDied extends Error {
  readonly death: Death;

  constructor(death: Death) {
    const { code, signal, words } = death;
    super(`ended with ${signal ?? `code ${code}`}${words === '' ? '' : `: ${words.trim()}`}`);
    this.death = death;
  }
}
