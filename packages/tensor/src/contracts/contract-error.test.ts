import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ContractError } from './contract-error.ts';
import { DataError } from './data-error.ts';
import { DtypeError } from '../tensors/dtype-error.ts';
import { ShapeError } from '../tensors/shape-error.ts';

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
