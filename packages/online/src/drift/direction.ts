/** Which changes of a mean are told: those up, those down, or both. */
export type Direction = 'up' | 'down' | 'both';
