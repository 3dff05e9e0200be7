/** A way to make a value, and its words. */
export type Maker<T> = readonly [text: string, make: () => T];
