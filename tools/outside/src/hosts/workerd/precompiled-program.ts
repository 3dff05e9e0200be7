import { precompiled } from '@thalweg/wasm';
// @ts-expect-error -- a module that the test hands in
import module from './model.wasm';
import { trainAndPredict } from '../precompiled/model.ts';

/** A worker that trains and predicts with a compiled module that it imports. */
export default {
  async fetch(): Promise<Response> {
    const runner = precompiled({ modules: [module as object], strict: true });
    return Response.json({ values: await trainAndPredict(runner), compiled: runner.coverage.compiled });
  },
};
