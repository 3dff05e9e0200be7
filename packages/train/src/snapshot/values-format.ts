/** The levels of lists and objects that plain values may have: fewer than recursion can go down. */
export const MOST_LEVELS = 1000;

/** The key of an object that encodes a number which JSON lacks. */
export const NUMBER = '$number';

/** The key of an object that stands for a typed array, by its number. */
export const ARRAY = '$array';
