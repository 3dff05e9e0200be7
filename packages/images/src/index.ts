export { affine, type AffineOptions } from './transforms/affine.ts';
export { compose, type Transform } from './transforms/transform.ts';
export { cutout, type CutoutOptions } from './transforms/cutout.ts';
export { normalize, type NormalizeOptions } from './transforms/normalize.ts';
export type { Drawn, DrawnForAxes, Fill } from './transform-parts/parameters.ts';
export { randomCrop, type RandomCropOptions } from './transforms/random-crop.ts';
export { rotate, type RotateOptions } from './transforms/rotate.ts';
