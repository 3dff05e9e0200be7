import type { Pixels } from '@thalweg/data';
import { affine, normalize } from '@thalweg/images';
import type { Key, Tensor } from '@thalweg/tensor';

/** Some digits as bytes, `[count, 28, 28, 1]`, and their labels. */
export interface Digits {
  readonly image: Pixels;
  readonly digit: Tensor;
}

/** Digits as the network takes them. */
export interface Prepared {
  readonly image: Tensor;
  readonly digit: Tensor;
}

const augment = /* @__PURE__ */ affine({
  degrees: [-12, 12],
  scale: [0.88, 1.12],
  shear: { x: [-8, 8] },
  translate: { x: [-2, 2], y: [-2, 2] },
});

/** The mean and the deviation of all pixels of the training digits. */
const toFloats = /* @__PURE__ */ normalize({ mean: 0.13, std: 0.31 });

/** Returns digits as the network takes them. */
export function plain({ image, digit }: Digits): Prepared {
  return { image: toFloats(image), digit };
}

/** Returns digits as the network takes them, each turned, scaled, sheared and moved a little, as the key says. */
export function augmented({ image, digit }: Digits, { key }: { readonly key: Key }): Prepared {
  return { image: toFloats(augment(image, key)), digit };
}
