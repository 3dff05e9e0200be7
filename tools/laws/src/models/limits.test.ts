import {
  add,
  allOperations,
  concat,
  full,
  input,
  matmul,
  mul,
  read,
  scan,
  sum,
  tanh,
  type GraphLimits,
  type Node,
} from '@thalweg/graph';
import { ContractError, ShapeError } from '@thalweg/tensor';
import { predictor } from '@thalweg/train';
import { wasm } from '@thalweg/wasm';
import { describe, expect, it } from 'vitest';
import { decodeModel, encodeModel, type LoadedModel } from '@thalweg/model';

const bytesOf = (prediction: Node): Uint8Array => encodeModel({ prediction }, { operations: allOperations });
const load = (prediction: Node, limits?: GraphLimits): LoadedModel =>
  decodeModel(bytesOf(prediction), { operations: allOperations, limits });

/** A chain of values of fixed sizes, which a few bytes describe. */
function chain(size: number, length: number): Node {
  let node = mul(full([size], 1), input('x', [1])) as Node;
  for (let n = 1; n < length; n++) node = tanh(node) as Node;
  return sum(node) as Node;
}

describe('a model is refused when it is loaded', () => {
  it('if all of its values take more than 1 GiB, though its file is small', () => {
    const large = chain(2 ** 24, 25);
    expect(bytesOf(large).length).toBeLessThan(4096);
    expect(() => load(large)).toThrow(ShapeError);
    expect(() => load(large)).toThrow('tanh: all values of a pass must have at most 1073741824 bytes, got [16777216]. If you trust the file, load it with { limits: { bytes: … } }.'); // prettier-ignore
    expect(load(large, { bytes: 2 ** 31 }).prediction.shape).toEqual([]);
    expect(load(chain(2 ** 24, 15)).prediction.shape).toEqual([]);
  });

  it('if one value has too many elements, though no memory holds them', () => {
    const wide = sum(full([2 ** 40], 1)) as Node;
    expect(() => load(add(wide, input('x', [])) as Node)).toThrow(`full: a value must have at most ${2 ** 28} elements, got [${2 ** 40}]`); // prettier-ignore
  });

  it('if the steps of scans within each other take too long', () => {
    const times = (xs: Node, body: (x: Node) => Node): Node => {
      const step = (h: Node, x: Node): { carry: Node; output: Node } => ({ carry: add(h, body(x)) as Node, output: x });
      return (scan(step as never, xs as never, { init: full([], 0) as never, axis: 0 } as never) as { carry: Node })
        .carry;
    };
    const many = (x: Node): Node => mul(full([2 ** 22], 1), x) as Node;
    const slow = times(many(input('x', [])), a => times(many(a), b => tanh(b) as Node));
    expect(() => load(slow)).toThrow(`a pass must take at most ${2 ** 40} operations`);
    expect(load(slow, { operations: Infinity }).prediction.shape).toEqual([]);
  });

  it('if a product takes too many operations', () => {
    const x = mul(full([64, 64], 1), input('x', [])) as Node;
    const y = matmul(x as never, x as never) as Node;
    expect(() => load(y, { operations: 2 ** 18 })).toThrow(
      'matmul: a pass must take at most 262144 operations, got [64, 64]',
    );
    expect(load(y, { operations: 2 ** 19 }).prediction.shape).toEqual([64, 64]);
  });

  it('if a limit is none, before anything is read', () => {
    const asked = (limits: object): unknown => decodeModel(new Uint8Array(0), { operations: {}, limits });
    expect(() => asked({ bytes: 0 })).toThrow(ContractError);
    expect(() => asked({ bytes: '1 GiB' })).toThrow('decodeModel');
    expect(() => asked({ byte: 5 })).toThrow("'byte'");
  });
});

describe.each([
  ['interpreted', {}],
  ['compiled', { runner: wasm() }],
] as const)('a pass of a model, %s,', (_, how) => {
  const wide = (): Node => {
    const x = input('x', ['batch', 4]) as Node;
    return sum(tanh(mul(x, 2) as Node), { axes: 1 }) as Node;
  };
  const rows = (count: number): { x: number[][] } => ({ x: Array.from({ length: count }, () => [1, 2, 3, 4]) });

  it('fails if its real sizes take more, and the next one does not', () => {
    const predict = predictor(load(wide(), { elements: 1000 }), how);
    const few = predict(rows(200));
    expect(() => predict(rows(300))).toThrow('mul: a value must have at most 1000 elements, got [300, 4]');
    expect(() => predict(rows(300))).toThrow(ShapeError);
    expect(predict(rows(200))).toEqual(few);
  });

  it('computes nothing after a value that exceeds the bytes', () => {
    const x = input('x', ['batch']) as Node;
    const arms = Array.from({ length: 6 }, () => tanh(concat([x, x])) as Node);
    const predict = predictor(
      load(
        arms.reduce((a, b) => add(a, b) as Node),
        { bytes: 4000 },
      ),
      how,
    );
    expect(predict({ x: new Float32Array(10) } as never)).toMatchObject({ shape: [20] });
    expect(() => predict({ x: new Float32Array(400) } as never)).toThrow(
      'all values of a pass must have at most 4000 bytes',
    );
  });

  it('counts the bodies of scans', () => {
    const xs = input('xs', ['time', 'n']) as Node;
    const cell = (h: Node, x: Node): object => {
      const next = tanh(concat([x, h])) as Node;
      return { carry: add(h, sum(next)) as Node, output: next };
    };
    const step = scan(cell as never, xs as never, { init: full(['n'], 0, { like: xs }) as never }) as { carry: Node };
    const predict = predictor(load(step.carry, { bytes: 100_000 }), how);
    expect(predict({ xs: [[1, 2]] } as never)).toMatchObject({ shape: [2] });
    expect(() => predict({ xs: [new Array(9000).fill(1)] } as never)).toThrow('all values of a pass must have at most 100000 bytes'); // prettier-ignore
  });
});

it('limits are those of the model, and not of what is built around it', () => {
  const model = load(tanh(input('x', ['batch'])) as Node, { bytes: 400 });
  model.inputs.x!.set(new Float32Array(50));
  const around = concat(Array.from({ length: 100 }, () => model.prediction)) as Node;
  expect(read(around).shape).toEqual([5000]);
  model.inputs.x!.set(new Float32Array(200));
  expect(() => read(around)).toThrow('tanh: all values of a pass must have at most 400 bytes');
  const seen: unknown[] = [];
  around.subscribe({ error: error => seen.push(error) });
  expect(seen).toEqual([expect.any(ShapeError)]);
});
