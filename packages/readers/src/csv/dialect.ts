/** The bytes that separate and enclose cells; −1 if there is none. */
export interface Dialect {
  readonly delimiter: number;
  readonly quote: number;
  readonly comment: number;
}

export const LF = 10;
export const CR = 13;
