/** The changes of a mean that are reported: rises, falls, or both. */
export type Direction = 'up' | 'down' | 'both';
