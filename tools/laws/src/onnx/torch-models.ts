import { readFileSync } from 'node:fs';
import { tensor, type DType, type Tensor } from '@thalweg/tensor';

/** Numbers of a file. */
interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** A model as PyTorch exports it, and what it computes; see `tools/laws/reference/onnx-models.py`. */
export interface TorchModel {
  readonly name: string;
  readonly onnx: string;
  /** The names that the weights have in PyTorch, and those of the head. */
  readonly weights: readonly string[];
  readonly head: readonly string[];
  readonly cases: readonly { readonly x: Numbers; readonly y: Numbers }[];
  readonly training: { readonly x: Numbers; readonly target: Numbers };
  /** Mean squared errors of five steps of descent at a rate of 0.1. */
  readonly losses: { readonly all: readonly number[]; readonly head: readonly number[] };
}

/** Reads the models. */
export function torchModels(): readonly TorchModel[] {
  const file = new URL('../../reference/onnx-models.json', import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as TorchModel[];
}

/** Returns the bytes of a model's file. */
export function bytesOf({ onnx }: TorchModel): Uint8Array {
  return Uint8Array.from(Buffer.from(onnx, 'base64'));
}

/** Returns numbers of a file as a tensor. */
export function tensorOf({ shape, data }: Numbers, dtype: DType = 'float32'): Tensor {
  return tensor([...data], { shape, dtype });
}
