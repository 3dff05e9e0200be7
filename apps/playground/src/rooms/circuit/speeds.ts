/** A speed of the walk. */
export interface Speed {
  readonly name: string;
  /** The time from one step to the next, in milliseconds. Most of it is for what travels along the wires. */
  readonly period: number;
}

/** The speeds that a visitor can choose; the second one is the first that is used. */
export const speeds: readonly [Speed, Speed, Speed] = [
  { name: 'slow', period: 3600 },
  { name: 'normal', period: 2000 },
  { name: 'fast', period: 900 },
];
