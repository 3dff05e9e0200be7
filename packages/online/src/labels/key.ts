/** What matches a label to its record. */
export type Key = string | number;
