import type { StateError } from './state-error.ts';

/**
 * The treatment of something whose size differs from that in the saved state: a parameter, a window, a capacity.
 *
 * - `'error'` refuses it
 * - `'lossless'` fits it as long as nothing is lost: a grown tensor is padded with the values it has now
 * - `'lossy'` drops what no longer fits too, and the report says what: a tensor is sliced, the oldest items go
 */
export type Resize = 'error' | 'lossless' | 'lossy';

/** A difference in size: two shapes, or two settings. */
export interface SizeChange {
  /** In the saved state. */
  readonly from: string;
  /** In the part that is restored. */
  readonly to: string;
  /** The items that were lost, such as `'2 waiting records'`; absent if nothing was. */
  readonly lost?: string | undefined;
}

/**
 * The differences that a restore allows, which it passes to `Savable.prepare`. A part reports each name in its state. A report
 * that the options do not allow throws the error that the part gives. A part that reports nothing is named as a whole.
 */
export interface Fitting {
  readonly resize: Resize;
  /** Reports something that has its saved value, to the last bit. */
  restored(name: string): void;
  /** Reports something that the state lacks and that stays as it is now. Throws unless `missing` is `'initial'`. */
  initialized(name: string, refusal: () => StateError): void;
  /** Reports something in the state that has no place any more. Throws unless `extra` is `'drop'`. */
  dropped(name: string, refusal: () => StateError): void;
  /** Reports something of another size. Throws unless `resize` allows it. */
  resized(name: string, change: SizeChange, refusal: () => StateError): void;
  /** Returns the fitting of a part, whose names begin with that of the part. */
  within(part: string): Fitting;
}
