import { decodeSnapshot, modelState, predictor, restore } from 'thalweg/train';
import { precompiled } from 'thalweg/wasm';
import module from './model.wasm';
import weights from './weights.bin';
import { predict, species } from './model.ts';

restore({ model: modelState(predict) }, decodeSnapshot(new Uint8Array(weights)));
// The host compiles nothing at run time, so `strict` makes a missing plan an error and not a slower answer.
const runner = precompiled({ modules: [module], strict: true });
const scores = predictor(predict, { runner });

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      const { x } = (await request.json()) as { x: number[] };
      const [logits] = scores({ x: [x] }).toArray() as [number[]];
      return Response.json({ species: species[logits.indexOf(Math.max(...logits))], logits });
    } catch (error) {
      return Response.json({ error: (error as Error).message }, { status: 400 });
    }
  },
};
