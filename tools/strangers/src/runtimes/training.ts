/**
 * A program that trains a network with the interpreter and with the compiler, and prints the last loss and the bits of all
 * weights of both, in one line.
 */
export const training: string = `
  import { batch, epochs, fromColumns, shuffle } from 'thalweg/data';
  import { input, parametersOf, read } from 'thalweg/graph';
  import { dense, meanSquaredError, tanh } from 'thalweg/nn';
  import { adam } from 'thalweg/optim';
  import { train } from 'thalweg/train';
  import { wasm } from 'thalweg/wasm';
  import { lastValueFrom } from 'rxjs';

  const xs = Array.from({ length: 64 }, (_, i) => i / 32 - 1);
  const points = fromColumns({ x: { data: xs, shape: [1] }, y: { data: xs.map(x => x * x * x), shape: [1] } });
  const bits = ({ buffer, byteOffset, length }) => [...new Uint32Array(buffer, byteOffset, length)];

  async function trained(options) {
    const curve = input('x', ['batch', 1]).pipe(dense(16), tanh(), dense(1));
    const loss = curve.pipe(meanSquaredError(input('y', ['batch', 1])));
    const learn = train(loss, adam({ learningRate: 0.02 }), options);
    const last = await lastValueFrom(points.pipe(shuffle({ seed: 1 }), batch(16), epochs(50), learn));
    return { steps: last.step, loss: last.loss, weights: parametersOf(loss).flatMap(each => bits(read(each).data)) };
  }
  console.log(JSON.stringify({ interpreted: await trained(), compiled: await trained({ runner: wasm() }) }));
`;
