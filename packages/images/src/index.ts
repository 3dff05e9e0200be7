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
export { compose, type Transform } from './transforms/transform.ts';
