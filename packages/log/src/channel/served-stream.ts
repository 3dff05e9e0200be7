/** A stream that a server has open for a client. */
export interface ServedStream {
  /** True once its end was sent. */
  readonly ended: boolean;
  /** Allows so many more entries. */
  allow(count: number): void;
  /** Notes that so many entries or values have arrived. */
  ack(count: number): void;
  close(): void;
}
