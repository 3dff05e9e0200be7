/**
 * The place of a reading, as plain JSON that only its own reader understands: a byte of a file, a row of a row group. A reader
 * that gets it back continues there, and does not read again what lies before.
 */
export type Place = null | boolean | number | string | readonly Place[] | { readonly [name: string]: Place };
