import { batch, epochs, fromColumns } from '@thalweg/data';
import { input, log, mean, mul, operation, parameter, parametersOf, read, sub, type Node } from '@thalweg/graph';
import { dense, dropout, relu, softmaxCrossEntropy } from '@thalweg/nn';
import { adam } from '@thalweg/optim';
import { fillUniform, key } from '@thalweg/tensor';
import { step, train, trainRows } from '@thalweg/train';
import { profiler, threads, wasm, type ExplainedPlan } from '@thalweg/wasm';
import { lastValueFrom } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { failureOf } from './runs.ts';

const ROWS = 50;
const table = {
  x: { data: fillUniform(new Float32Array(ROWS * 20), key(1)), shape: [20] },
  label: { data: Int32Array.from({ length: ROWS }, (_, n) => n % 3), shape: [] },
} as const;

function network(): Node<readonly []> {
  const logits = input('x', ['batch', 20]).pipe(dense(16), relu(), dropout(0.2), dense(3));
  return logits.pipe(softmaxCrossEntropy(input('label', ['batch'], 'int32'))) as Node<readonly []>;
}

/** The parameters that a training comes to, by batches of a size that does not divide the rows, and its plans. */
async function trained(options: Parameters<typeof wasm>[0], by: 'batches' | 'rows') {
  const plans: ExplainedPlan[] = [];
  const loss = network();
  const runner = wasm({ ...options, onPlan: plan => plans.push(plan) });
  const records = fromColumns(table).pipe(batch(16), epochs(5));
  if (by === 'rows') await lastValueFrom(records.pipe(trainRows(loss, adam({ learningRate: 0.01 }), { runner })));
  else await lastValueFrom(records.pipe(train(loss, adam({ learningRate: 0.01 }), { runner })));
  return { plans, bits: parametersOf(loss as Node).map(one => Array.from(read(one as Node).data)) };
}

describe('wasm({ profile: profiler() })', () => {
  it.each(['batches', 'rows'] as const)('trains %s to the same bits, and measures each part of a step', async by => {
    const [plain, measured] = [await trained({}, by), await trained({ profile: profiler() }, by)];
    expect(measured.bits).toEqual(plain.bits);
    expect(measured.plans.map(({ units }) => units.length)).toEqual(plain.plans.map(({ units }) => units.length));
    const inSteps = measured.plans
      .flatMap(({ units }) => units)
      .filter(({ microseconds }) => microseconds !== undefined);
    expect(inSteps.length).toBeGreaterThan(20);
    for (const { microseconds } of inSteps) expect(microseconds).toBeGreaterThan(0);
    for (const { units } of plain.plans) for (const unit of units) expect(unit).not.toHaveProperty('microseconds');
  });

  it('trains with threads to the same bits', async () => {
    const wanted = await trained({ threads: threads(2) }, 'batches');
    const found = await trained({ threads: threads(2), profile: profiler() }, 'batches');
    expect(found.bits).toEqual(wanted.bits);
  });

  it('fails as without it where a loss is not finite, whoever computes the loss, and moves nothing', () => {
    const own = operation({
      name: 'own',
      shape: ([x]) => x!,
      kernel: (y, [x]) => y.data.set(x!.data),
      gradient: upstream => [upstream],
    });
    for (const last of [(x: Node) => x, own]) {
      const [wanted, found] = [false, true].map(profile => {
        const w = parameter([1, -1], { name: 'w' });
        const loss = last(mean(log(sub(mul(w, input('x', [2])), 1))) as Node) as Node<readonly []>;
        const descend = step(loss, adam(), { runner: wasm({ profile: profile ? profiler() : undefined }) });
        descend({ x: [3, -3] } as never);
        const before = read(w as Node).toJSON();
        const error = String(failureOf(() => descend({ x: [3, 3] } as never)));
        expect(read(w as Node).toJSON()).toEqual(before);
        descend({ x: [3, -3] } as never);
        return [error, read(w as Node).toArray()];
      });
      expect(found).toEqual(wanted);
      expect(wanted![0]).toContain('finite');
    }
  });

  it('fails where a parameter is the loss', () => {
    const p = parameter(Infinity, { name: 'p' });
    const descend = step(p as Node as Node<readonly []>, adam(), { runner: wasm({ profile: profiler() }) });
    expect(() => descend()).toThrow('got Infinity in step 1');
    expect(read(p as Node).item()).toBe(Infinity);
  });
});
