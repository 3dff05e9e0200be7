export { beale } from './surfaces/beale.ts';
export { doubleWell, type DoubleWellOptions } from './surfaces/double-well.ts';
export { himmelblau } from './surfaces/himmelblau.ts';
export { ravine, type RavineOptions } from './surfaces/ravine.ts';
export { rosenbrock } from './surfaces/rosenbrock.ts';
export { saddle } from './surfaces/saddle.ts';
export type { Minimum, StationaryPoint, Surface } from './surfaces/surface.ts';
