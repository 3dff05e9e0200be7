import { batch, epochs, fromColumns, fromIterable, type Dataset } from '@thalweg/data';
import { guardFinite, input, log, mul, operation, parameter, read, sub, sum, type Node } from '@thalweg/graph';
import { adam, sgd } from '@thalweg/optim';
import { accuracy } from '@thalweg/metrics';
import { tensor } from '@thalweg/tensor';
import { BehaviorSubject, concat, of, Subject, throwError, type Observable } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { evaluate, measure, predict, step, train } from './index.ts';
import { classifier, line, points } from './testing/models.ts';
import { observe } from './testing/observe.ts';
import { bytesOf, watched } from './testing/watched.ts';

/** The message of the one error that a training ends with. */
async function failureOf(source: Observable<unknown>, loss: Node<readonly []> = classifier().loss): Promise<string> {
  const log = observe(source.pipe(train(loss, adam())));
  await log.ended;
  expect([log.errors.length, log.completions]).toEqual([1, 0]);
  return (log.errors[0] as Error).message;
}

const good = { x: tensor([[1, 2, 3]]), label: tensor([1], { dtype: 'int32' }) };

describe('a record that does not fit is refused with what must hold, what was given and what to try', () => {
  it.each([
    { what: 'no record', record: 7, message: 'train: records must be objects with a field for each input, got 7. Fields needed: x, label.' },
    { what: 'a bare tensor', record: tensor([1, 2]), message: 'train: records must be objects with a field for each input, got float32 [2] [1, 2]. Fields needed: x, label.' },
    { what: 'a missing field', record: { x: good.x, digit: good.label }, message: "train: records must have a field 'label' of int32 [batch], got the fields x, digit. Rename a field with map, or set the input." },
    { what: 'no field at all', record: {}, message: "train: records must have a field 'x' of float32 [batch, 3], got no fields." },
    { what: 'another width', record: { ...good, x: tensor([[1, 2]]) }, message: 'x: a value must have the shape [batch, 3], got [1, 2]. Check the value, or the shape of the source.' },
    { what: 'no batch axis', record: { ...good, x: tensor([1, 2, 3]) }, message: "x: a value must have the shape [batch, 3], got [3]. Add the axis 'batch': batch(32) in a pipeline, [value] for one alone." },
    { what: 'labels that are no whole numbers', record: { ...good, label: tensor([1.5]) }, message: "train: in the field 'label', numbers for an int32 must be whole, and below 2²⁴ if they come as float32, got 1.5 at row 0 in batch 0. Round them, or give an Int32Array" },
    { what: 'more rows in one field than in another', record: { ...good, label: tensor([1, 0], { dtype: 'int32' }) }, message: "the axes named 'batch' must have one size" },
    { what: 'not a number', record: { ...good, x: tensor([[1, NaN, 3]]) }, message: "train: the field 'x' must be finite, got NaN at row 0, element 1 in batch 0. Leave such rows out, or fill them in." },
    { what: 'an infinity', record: { ...good, x: tensor([[1, 2, -Infinity]]) }, message: "train: the field 'x' must be finite, got -Infinity at row 0, element 2 in batch 0" },
    { what: 'a label out of range', record: { ...good, label: tensor([2], { dtype: 'int32' }) }, message: "train: the field 'label' must be from 0 to 1 for softmaxCrossEntropy, got 2 at row 0 in batch 0. The last layer has 2 outputs, one for each class: number labels from 0, or give it more." },
  ])('$what', async ({ record, message }) => {
    const found = await failureOf(of(record));
    expect(found).toContain(message);
    expect(await failureOf(fromIterable([record] as object[]))).toBe(found);
  }); // prettier-ignore

  it('names the record among many', async () => {
    const bad = points(9).pipe(batch(3), epochs(2));
    const broken = concat(bad, of({ ...good, x: tensor([[1, 2, Infinity]]) }));
    expect(await failureOf(broken)).toContain('got Infinity at row 0, element 2 in batch 6');
  });

  it('evaluate, predict and step refuse the same', () => {
    const { loss, logits } = classifier();
    const messages = [
      observe(of({ label: [1] }).pipe(evaluate({ loss }))).errors,
      observe(of({ label: [1] }).pipe(predict(logits))).errors,
    ].map(([error]) => (error as Error).message);
    expect(messages).toEqual([
      "evaluate: records must have a field 'x' of float32 [batch, 3], got the fields label. Rename a field with map, or set the input.",
      "predict: records must have a field 'x' of float32 [batch, 3], got the fields label. Rename a field with map, or set the input.",
    ]);
    expect(() => step(loss, adam())({ label: [1] })).toThrow("step: records must have a field 'x'");
  });

  it('labels and logits that do not belong together are refused when a metric is built', () => {
    const { logits } = classifier();
    const column = input('label', ['batch', 1], 'int32') as Node;
    expect(() => logits.pipe(measure(accuracy(), column) as never)).toThrow(
      'measure: there must be one target for each prediction, or for each row of scores, got [batch, 2] and [batch, 1]. Reshape the targets to [batch].',
    );
  });
});

describe('a step that fails changes nothing', () => {
  /** A model that fails in the step whose record says so, inside the backward pass. */
  function fragile() {
    const { loss, w, ...rest } = line();
    const broken = input('broken', [], 'float64');
    const fuse = operation({
      name: 'fuse',
      shape: ([x]) => x!,
      kernel: (out, [x, blown]) => {
        if (blown!.data[0] === 1) throw new Error('blown');
        out.data[0] = x!.data[0]!;
      },
    });
    const through = operation({
      name: 'through',
      shape: ([x]) => x!,
      kernel: (out, [x]) => void (out.data[0] = x!.data[0]!),
      gradient: (upstream, [, blown]) => [fuse(upstream, blown!), undefined],
    });
    return { ...rest, w, loss: through(loss as Node, broken as Node) as Node<readonly []> };
  }

  const fine = [1, 2, 3].map(x => ({ x, y: 1, broken: 0 }));

  /** Registers after these records, and the stream's errors. */
  async function after(source: Observable<unknown>, build = fragile) {
    const { optimizer, registers } = watched(adam());
    const log = observe(source.pipe(train(build().loss, optimizer)));
    await log.ended;
    return {
      steps: log.values.length,
      errors: log.errors.map(error => (error as Error).message),
      registers: bytesOf(registers()),
    };
  }

  it.each([
    { what: 'a kernel that throws', record: { x: 1, y: 1, broken: 1 }, message: 'blown' },
    { what: 'a record without a field', record: { x: 1, broken: 0 }, message: "records must have a field 'y'" },
    { what: 'a value that is not finite', record: { x: NaN, y: 1, broken: 0 }, message: 'must be finite' },
  ])('parameters, moments and counters are bit-equal to those before: $what', async ({ record, message }) => {
    const wanted = await after(fromIterable(fine));
    for (const source of [fromIterable([...fine, record, ...fine] as object[]), of(...fine, record, ...fine)]) {
      const found = await after(source);
      expect(found).toMatchObject({ steps: 3, registers: wanted.registers });
      expect(found.errors).toEqual([expect.stringContaining(message)]);
    }
  });

  it('so it is in the middle of an epoch of batches', async () => {
    const build = classifier as unknown as typeof fragile;
    const rows = points(12);
    const bad = fromColumns({
      x: { data: Float32Array.from({ length: 36 }, (_, i) => Math.sin(12.9898 * (i + 1))), shape: [3] },
      label: Int32Array.from({ length: 12 }, (_, i) =>
        i === 10 ? 5 : (rows.open({ epoch: 0, index: i }).next() as { label: number }).label,
      ),
    });
    const found = await after((bad as Dataset<object>).pipe(batch(4)), build);
    expect(found.errors).toEqual([
      "train: the field 'label' must be from 0 to 1 for softmaxCrossEntropy, got 5 at row 2 in batch 2. The last layer has 2 outputs, one for each class: number labels from 0, or give it more.",
    ]);
    const wanted = await after(rows.pipe(batch(4)), () => classifier() as unknown as ReturnType<typeof fragile>);
    const { optimizer, registers } = watched(adam());
    const descend = step(classifier().loss, optimizer);
    const iterator = rows.pipe(batch(4)).open();
    for (let i = 0; i < 2; i++) descend({ ...(await iterator.next())! });
    expect(found.registers).toEqual(bytesOf(registers()));
    expect(found.registers).not.toEqual(wanted.registers);
  });

  it('an error of the source is passed on, once, after the steps before it', async () => {
    const error = new Error('cut');
    const found = await after(
      concat(
        of(...fine),
        throwError(() => error),
      ),
    );
    expect(found).toMatchObject({ steps: 3, errors: ['cut'] });
  });

  it('a rate that has no value yet is named', async () => {
    const { w, loss } = line();
    const rate$ = new Subject<number>();
    const log = observe(of({ x: 1, y: 1 }).pipe(train(loss, adam({ learningRate: rate$ }))));
    expect((log.errors[0] as Error).message).toContain(
      "every input it depends on must have a value, got none for 'learningRate'",
    );
    expect([read(w).item(), rate$.observed]).toEqual([0, false]);
  });

  it('a rate that fails is passed on, and let go of', () => {
    const rate$ = new BehaviorSubject(0.1);
    const { loss } = line();
    const record$ = new Subject<{ x: number; y: number }>();
    const log = observe(record$.pipe(train(loss, adam({ learningRate: rate$ }))));
    record$.next({ x: 1, y: 1 });
    rate$.error(new Error('slider gone'));
    expect(log.errors).toEqual([]);
    record$.next({ x: 1, y: 1 });
    expect([log.values.length, log.errors, record$.observed]).toEqual([1, [new Error('slider gone')], false]);
  });

  it('subscribers of what was computed see nothing of it either', async () => {
    const { loss, w } = fragile();
    const [losses, weights, doubled] = [observe(loss), observe(w), observe(sum(mul(w, 2)))];
    const log = observe(of(...fine, { x: 1, y: 1, broken: 1 }).pipe(train(loss, adam())));
    expect(log.errors).toHaveLength(1);
    expect([weights.values.length, doubled.values.length]).toEqual([4, 4]);
    expect(losses.errors).toEqual([]);
  });
});

describe('a guard', () => {
  it('says where a training, an evaluation or a prediction went wrong, and the parameters stay', async () => {
    const w = parameter(1, { name: 'w' });
    const x = input('x', []);
    const loss = log(sub(mul(w, x), 1)) as Node<readonly []>;
    const records$ = of({ x: 2 }, { x: 1 });
    const guard = guardFinite();
    const trained = observe(records$.pipe(train(loss, sgd({ learningRate: 0 }), { guard })));
    expect(trained.values).toHaveLength(1);
    for (const errors of [
      trained.errors,
      observe(records$.pipe(evaluate({ loss }, { guard }))).errors,
      observe(records$.pipe(predict(loss, { guard }))).errors,
    ])
      expect(errors.map(String)).toEqual([
        expect.stringContaining('guardFinite: log must give finite values, got -Infinity at element 0 of [] from sub'),
      ]);
    expect(read(w).item()).toBe(1);
  });
});
