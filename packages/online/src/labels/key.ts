/** The key that matches a label to its record. */
export type Key = string | number;
