/** The columns of a terminal that does not know its width. */
const USUAL = 80;

/** A stream to write to, which may be a terminal. */
export interface TextStream {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** Returns the columns that a text may have in a stream: those of a terminal, and as many as it likes in a file. */
export function terminalColumns({ isTTY, columns }: TextStream): number {
  return isTTY === true ? columns || USUAL : Infinity;
}
