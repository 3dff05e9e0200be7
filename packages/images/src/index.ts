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
export { compose, type Transform } from './transforms/transform.ts';
export { cutout, type CutoutOptions } from './transforms/cutout.ts';
export { normalize, type NormalizeOptions } from './transforms/normalize.ts';
export type { Drawn, DrawnForAxes, Fill } from './transform-parts/parameters.ts';
export { randomCrop, type RandomCropOptions } from './transforms/random-crop.ts';
export { rotate, type RotateOptions } from './transforms/rotate.ts';
