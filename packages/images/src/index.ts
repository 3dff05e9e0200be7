export { decodeImage, type DecodeImageOptions, type ImageBytes } from './decoding/decode-image.ts';
export { fromCamera, type FromCameraOptions } from './sources/from-camera.ts';
export { fromCanvas, type FromCanvasOptions } from './sources/from-canvas.ts';
export type { CanvasLike } from './sources/page.ts';
export {
  imageFolder,
  type DirectoryLike,
  type ImageFile,
  type ImageFolder,
  type ImageFolderOptions,
  type LabelledImage,
} from './sources/image-folder.ts';
export { affine, type AffineOptions } from './transforms/affine.ts';
export { centerCrop, type CenterCropOptions } from './transforms/center-crop.ts';
export { colorJitter, type ColorJitterOptions } from './transforms/color-jitter.ts';
export { compose, type Transform } from './transforms/transform.ts';
export { crop, type CropOptions } from './transforms/crop.ts';
export { cutout, type CutoutOptions } from './transforms/cutout.ts';
export type { Drawn, DrawnForAxes, Fill } from './transform-parts/parameters.ts';
export { flip, type FlipOptions } from './transforms/flip.ts';
export { grayscale } from './transforms/grayscale.ts';
export { mixUp, type LabelledImages, type MixedImages, type MixUpOptions } from './transforms/mix-up.ts';
export { normalize, type NormalizeOptions } from './transforms/normalize.ts';
export { randomCrop, type RandomCropOptions } from './transforms/random-crop.ts';
export { resize, type ResizeOptions } from './transforms/resize.ts';
export { rotate, type RotateOptions } from './transforms/rotate.ts';
