/**
 * The offset of a source, as plain JSON that only its reader understands: a byte of a file, a row of a row group. A reader
 * that gets it back continues there, and does not read again what lies before.
 */
export type SourceOffset =
  | null
  | boolean
  | number
  | string
  | readonly SourceOffset[]
  | { readonly [name: string]: SourceOffset };
