import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { DtypeError } from '../tensors/dtype-error.ts';
import { ShapeError } from '../tensors/shape-error.ts';
import { arrayOf, ContractError, functionOf, oneOf, optionsOf, printed } from './contract-error.ts';
import { DataError } from './data-error.ts';
import { nearestName } from './error-parts.ts';

describe('errors', () => {
  it('say what must hold, what was given and what to try', () => {
    const cause = new Error('why');
    const error = new ContractError('batch', 'the size must be at least 1', '0', 'Use Infinity for the whole set.', {
      cause,
    });
    expect(error).toMatchObject({
      name: 'ContractError',
      message: 'batch: the size must be at least 1, got 0. Use Infinity for the whole set.',
      subject: 'batch',
      requirement: 'the size must be at least 1',
      given: '0',
      advice: 'Use Infinity for the whole set.',
      cause,
    });
  });

  it('cut texts that a file may have made long', () => {
    const { message, given } = new ContractError('read', 'a name must be short', 'x'.repeat(1e6), 'Try y.');
    expect([message.length < 5000, given.length, message.endsWith('…. Try y.')]).toEqual([true, 4001, true]);
  });

  it('write as escapes what would move the cursor of a terminal, or the letters of a line', () => {
    const { message } = new ContractError(
      'read',
      'a name must be short',
      '\x1b]0;title\x07\u202eab\r\x9b2J',
      'Try\n\ty.',
    );
    expect(message).toBe('read: a name must be short, got \\u001b]0;title\\u0007\\u202eab\\u000d\\u009b2J. Try\n\ty.');
  });

  it('are printed once: a console shows the message and none of the fields', () => {
    const text = inspect(new DataError('batch', 'the size must be at least 1', '0', 'Try 1.', { row: 3 }));
    expect(text.split('the size must be at least 1')).toHaveLength(2);
    expect(text).toMatch(/^DataError: batch: the size must be at least 1, got 0\. Try 1\.\n {4}at /);
    expect(text).not.toMatch(/subject|advice|row/);
  });

  it('about shapes print and keep them', () => {
    const error = new ShapeError(
      'matmul',
      [
        [2, 3],
        ['batch', 5],
      ],
      'inner sizes must agree',
      'Transpose b.',
    );
    expect(error).toBeInstanceOf(ContractError);
    expect(error.name).toBe('ShapeError');
    expect(error.message).toBe('matmul: inner sizes must agree, got [2, 3] and [batch, 5]. Transpose b.');
    expect(error.shapes).toEqual([
      [2, 3],
      ['batch', 5],
    ]);
  });

  it('about dtypes print and keep them', () => {
    const error = new DtypeError('add', ['float32', 'int32'], 'dtypes must agree', 'Convert one.');
    expect(error).toBeInstanceOf(ContractError);
    expect(error.name).toBe('DtypeError');
    expect(error.message).toBe('add: dtypes must agree, got float32 and int32. Convert one.');
    expect(error.dtypes).toEqual(['float32', 'int32']);
  });
});

interface Descent {
  readonly learningRate?: number;
  readonly momentum?: number;
  readonly name?: string;
}

const defaults = { learningRate: 0.1, momentum: 0, name: undefined } as const;

const complete = (given?: unknown) => optionsOf('descend', given as Descent | undefined, defaults);

describe('optionsOf', () => {
  it('completes what was given by the defaults', () => {
    expect(complete()).toEqual({ learningRate: 0.1, momentum: 0, name: undefined });
    expect(complete({ momentum: 0.9, name: 'a' })).toEqual({ learningRate: 0.1, momentum: 0.9, name: 'a' });
  });

  it('reads an option that is undefined as one that was left out', () => {
    expect(complete({ learningRate: undefined })).toEqual(complete());
  });

  it('takes objects without a prototype, and those of another realm', async () => {
    const { runInNewContext } = await import('node:vm');
    expect(complete(Object.assign(Object.create(null) as object, { momentum: 1 })).momentum).toBe(1);
    expect(complete(runInNewContext('({ momentum: 1 })')).momentum).toBe(1);
  });

  it('refuses an unknown option and names the one that was meant', () => {
    expect(() => complete({ lr: 1 })).toThrow(ContractError);
    expect(() => complete({ lr: 1 })).toThrow(
      "descend: an option must be a known name, got 'lr'. Did you mean 'learningRate'?",
    );
    expect(() => complete({ learning_rate: undefined })).toThrow("Did you mean 'learningRate'?");
    expect(() => complete({ nameOfIt: 1 })).toThrow("Did you mean 'name'?");
    expect(() => complete({ colour: 'red' })).toThrow("Choose from 'learningRate', 'momentum', 'name'.");
    expect(() => complete({ toString: 1 })).toThrow("got 'toString'");
  });

  it.each([
    [0.5, '0.5', '{ learningRate: 0.5 }'],
    ['fast', "'fast'", "{ learningRate: 'fast' }"],
    [[1, 2], 'Array', '{ learningRate: … }'],
    [null, 'null', '{ learningRate: … }'],
    [new Map(), 'Map', '{ learningRate: … }'],
    [Math.max, 'a function', '{ learningRate: … }'],
  ])('refuses %s where options belong, and shows their form', (given, words, form) => {
    expect(() => complete(given)).toThrow(`descend: options must be an object, got ${words}. Try ${form}.`);
  });
});

describe('the values that optionsOf takes', () => {
  interface Tuning {
    readonly rate?: number | (() => number) | { readonly at: number };
    readonly ahead?: boolean;
    readonly label?: string;
  }
  const tune = (given: object) => optionsOf('tune', given as Tuning, { rate: 0.1, ahead: false, label: undefined });

  it.each([
    [{ rate: '0.1' }, "rate must be a number, got '0.1'"],
    [{ rate: null }, 'rate must be a number, got null'],
    [{ rate: true }, 'rate must be a number, got true'],
    [{ rate: [1] }, 'rate must be a number, got Array'],
    [{ ahead: 'no' }, "ahead must be a boolean, got 'no'"],
    [{ ahead: 0 }, 'ahead must be a boolean, got 0'],
  ])('are of the kind of the default: %o', (given, words) => {
    expect(() => tune(given)).toThrow(ContractError);
    expect(() => tune(given)).toThrow(`tune: ${words}. It is ${'ahead' in given ? 'false' : '0.1'} by default.`);
  });

  it('are also a function or an object in place of a number, and anything for an option without default', () => {
    const rate = () => 1;
    expect(tune({ rate, ahead: true }).rate).toBe(rate);
    expect(tune({ rate: { at: 1 } }).rate).toEqual({ at: 1 });
    expect(tune({ rate: Infinity, label: 7 })).toEqual({ rate: Infinity, ahead: false, label: 7 });
  });
});

describe('oneOf', () => {
  it('returns an allowed value, and refuses others with the one that was meant', () => {
    expect(oneOf('whenFull', 'drop', ['drop', 'wait'])).toBe('drop');
    expect(() => oneOf('whenFull', 'wiat' as 'wait', ['drop', 'wait'])).toThrow(
      "whenFull: it must be a known name, got 'wiat'. Did you mean 'wait'?",
    );
    expect(() => oneOf('whenFull', 7 as unknown as 'wait', ['drop', 'wait'])).toThrow(
      "got 7. Choose from 'drop', 'wait'.",
    );
  });
});

describe('nearestName', () => {
  it.each([
    ['adma', 'adam'],
    ['axis', 'axes'],
    ['amuont', 'amount'],
    ['lr', 'learningRate'],
    ['wd', 'weightDecay'],
    ['rate', 'learningRate'],
    ['Learning-Rate', 'learningRate'],
    ['learningRates', 'learningRate'],
    ['xyz', undefined],
    ['', undefined],
    ['z', undefined],
    ['missing', undefined],
  ])('of %s is %s', (given, expected) => {
    expect(nearestName(given, ['n', 'sgd', 'adam', 'axes', 'amount', 'weightDecay', 'learningRate'])).toBe(expected);
  });

  it('prefers the name that is nearer', () => {
    expect(nearestName('adma', ['adamax', 'adam', 'adamw'])).toBe('adam');
    expect(nearestName('amuont', ['account', 'amount'])).toBe('amount');
    expect(nearestName('Adam', ['adamax', 'adam'])).toBe('adam');
    expect(nearestName('adamw', ['adam', 'adamw'])).toBe('adamw');
    expect(nearestName('learningRateAts', ['learningRate', 'learningRateAt'])).toBe('learningRateAt');
  });

  it('takes no longer than a moment for long texts', () => {
    expect(nearestName('a'.repeat(500), ['learningRate'])).toBeUndefined();
  });
});

describe('printed', () => {
  it('says what a value is', () => {
    const values = [{}, Object.create(null), new Map(), undefined, null, 3, 'a', () => 1];
    expect(values.map(printed)).toEqual(['Object', 'Object', 'Map', 'undefined', 'null', '3', "'a'", 'a function']);
  });
});

describe('arrayOf and functionOf', () => {
  it('return what they are given, if it is of the kind', () => {
    const array = [1];
    expect(arrayOf('join', 'schedules', array)).toBe(array);
    expect(functionOf('map', 'the argument', Math.abs)).toBe(Math.abs);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', "'text'"],
    [{ length: 1 }, 'Object'],
  ])('refuse %s in words', (given, words) => {
    expect(() => arrayOf('join', 'schedules', given as unknown as [])).toThrow(
      `join: schedules must be an array, got ${words}.`,
    );
    expect(() => functionOf('map', 'the argument', given)).toThrow(
      `map: the argument must be a function, got ${words}.`,
    );
  });
});
