/** A picture of a variable. */
export interface Drawing {
  readonly element: HTMLElement;
  /** True while it is subscribed to a stream. */
  readonly follows: () => boolean;
  /** Leaves the stream; the picture stays. */
  readonly stop: () => void;
}
