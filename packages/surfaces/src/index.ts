export { beale } from './beale.ts';
export { doubleWell, type DoubleWellOptions } from './double-well.ts';
export { himmelblau } from './himmelblau.ts';
export { ravine, type RavineOptions } from './ravine.ts';
export { rosenbrock } from './rosenbrock.ts';
export { saddle } from './saddle.ts';
export type { Minimum, StationaryPoint, Surface } from './surface.ts';
