/** What is wrong at a line of a file. */
export interface Fault {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}
