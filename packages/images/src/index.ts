export { decodeImage, type DecodeImageOptions, type ImageBytes } from './decoding/decode-image.ts';
export { compose, type Transform } from './transforms/transform.ts';
