/**
 * The last word of a counter says what its block is for, so that one key used for two purposes gives numbers that have
 * nothing to do with each other.
 */
export const STREAM = { uniform: 0, normal: 1, integer: 2, permutation: 3, foldNumber: 4, foldName: 5 } as const;
