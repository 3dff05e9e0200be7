/**
 * The largest epoch that counts: room for milliseconds since 1970 until the year 10889, and far from 2⁵³, so that there is
 * always a larger one.
 */
export const LARGEST_EPOCH: number = 2 ** 48;

/**
 * The most by which an epoch may exceed the last one of its topic that counts. An election adds 1 to it. 2³² has room for a
 * topic that slept through many of them, and for seconds since 1970 in place of a number.
 */
export const LARGEST_LEAP: number = 2 ** 32;

/** True for a whole number from 0 to {@link LARGEST_EPOCH}. */
export function isEpoch(epoch: unknown): epoch is number {
  return Number.isSafeInteger(epoch) && (epoch as number) >= 0 && (epoch as number) <= LARGEST_EPOCH;
}

/**
 * True if an epoch may come after the last one of its topic that counts. After none, which is 0, it may be any: the entries
 * before may be no longer kept.
 */
export function mayFollow(last: number, epoch: number): boolean {
  return isEpoch(epoch) && (last === 0 || epoch <= last + LARGEST_LEAP);
}
