import type { Tensor } from '@thalweg/tensor';

/** An element that shows a value and is kept up to date. */
export interface ValueView {
  readonly element: HTMLElement;
  readonly show: (value: Tensor) => void;
  /** Shows that there is no value yet, without changing the size of the element. */
  readonly blank: () => void;
}
