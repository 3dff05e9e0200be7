import { compileInWorker, precompile, precompiled, wasm } from '@thalweg/wasm';
import { predict, training } from '../precompiled/model.ts';
import { trainAndPredict } from '../precompiled/train-and-predict.ts';

/** Returns the losses and the prediction by plans that are compiled when they are needed. */
export function trainedByWasm(): Promise<number[]> {
  return trainAndPredict(wasm());
}

/** Returns the bytes of the module for the training and the prediction. */
export async function precompiledBytes(): Promise<number[]> {
  const { bytes } = await precompile({ predict, training }, { sizes: { batch: [1, 32] } });
  return Array.from(bytes);
}

/** Returns the losses and the prediction by plans that the host makes at run time, and a worker compiles. */
export async function trainedThroughWorker(script: string): Promise<number[]> {
  const worker = new Worker(script, { type: 'module' });
  const module = await compileInWorker(Uint8Array.from(await precompiledBytes()), worker);
  worker.terminate();
  return trainAndPredict(precompiled({ modules: [module], strict: true }));
}
