import { ShapeError } from '@thalweg/tensor';
import { describe, expect, it } from 'vitest';
import { concat, gather, input, operation, read, repeat, type Node } from '../index.ts';
import { normalSize, sizeOfNames } from './size-name.ts';

const normal = (size: string): number | string => normalSize('a test', size);

describe('a size has one form', () => {
  it.each([
    ['batch', 'batch'],
    ['batch+batch', 'batch*2'],
    ['batch+batch+batch', 'batch*3'],
    ['(batch+batch)*2', 'batch*4'],
    ['batch*2*2', 'batch*4'],
    ['rows+batch+1', 'batch+rows+1'],
    ['time*batch*4', 'batch*time*4'],
    ['batch*batch*batch', 'batch^3'],
    ['(a+b)*(a+b)', 'a*b*2+a^2+b^2'],
    ['(time-2)*2', 'time*2-4'],
    ['time-2+2', 'time'],
    ['(batch)', 'batch'],
    ['past + 1', 'past+1'],
    ['batch*0', 0],
  ])('%s is %s', (size, form) => expect(normal(size)).toBe(form));

  it.each([
    ['time/2', 'time/2'],
    ['(time+1)/2', '(time+1)/2'],
    ['(time+1)/2-1', '(time-1)/2'],
    ['time/2/2', 'time/4'],
    ['((time+1)/2+1)/2', '(time+3)/4'],
    ['time*12/2', 'time*6'],
    ['time*3/2', '(time*3)/2'],
    ['time*2/6', 'time/3'],
    ['batch*time/2', 'batch*time/2'],
    ['(batch*time)/2', '(batch*time)/2'],
    ['time/2*2', 'time/2*2'],
    ['(h/2)^2', '(h/2)^2'],
    ['(h+1)/2*(w+1)/2+1', '(h+1)/2*(w+1)/2+1'],
    ['((h+1)/2*(w+1)/2)/2', '((h+1)/2*(w+1)/2)/2'],
    ['((h+1)/2)^2+3', '((h+1)/2)^2+3'],
  ])('%s, rounded down, is %s', (size, form) => expect(normal(size)).toBe(form));

  it.each([
    'C++',
    'a-b',
    'covid-19',
    'floor(h/2)',
    'a/b',
    '(2*n',
    '+',
    '(',
    '()',
    'a*',
    'a^b',
    'a/0',
    'a/1',
    '-',
    '/model/3/Reshape_1',
    'conv-3/x',
  ])('%s, which is no sum, is a name', size => {
    expect(normal(size)).toBe(size);
    expect(typeof normal(`${size}*2`)).toBe('string');
  });

  it.each(['/model/3/Reshape_1', 'conv-3/x', 'floor(h/2)', 'a-b', 'x^y'])('%s, which is no sum, is part of one', size =>
    expect(normal(`${size}+${size}*2`)).toBe(`${size}*3`),
  );

  it('is the same when it is read again, for sums, products and quotients of any of them', () => {
    let [a, b] = ['batch', '(time+1)/2'];
    for (let turn = 0; turn < 40; turn++) {
      const next = [`(${a})*2`, `${a}+${b}`, `(${a}+${turn})/3`, `(${b}-5)/${turn + 2}`, `(${a})*(n-1)`][
        (turn * 7) % 5
      ]!;
      [a, b] = [String(normal(next)), a];
      expect(normal(a)).toBe(a);
      if (a.length > 200) a = 'batch';
    }
  });

  it('counts names as one where a file is judged before a pass', () => {
    expect(['batch', 'batch*16777216', 'time-2', '(time*9)/2', 'a^3*2+b', 7].map(sizeOfNames)).toEqual([1, 2 ** 24, 1, 4, 3, 7]); // prettier-ignore
  });
});

describe('a size is refused, and the node is named,', () => {
  const grown = (start: Node, grow: (x: Node) => Node, times: number): Node => {
    let node = start;
    for (let n = 0; n < times; n++) node = grow(node);
    return node;
  };
  const doubled = (x: Node): Node => concat([x, x]) as Node;
  const repeated = (x: Node): Node => repeat(x, { times: 2, axis: 0 }) as Node;

  it('if it is above 2⁵³, and fixed', () => {
    const x = input('x', [2]) as Node;
    for (const [name, grow] of [['concat', doubled], ['mergeAxes', repeated]] as const) {
      expect(grown(x, grow, 51).shape).toEqual([2 ** 52]);
      expect(() => grown(x, grow, 60)).toThrow(`${name}: a size, and each factor of one, must be a whole number up to 2⁵³, got [${2 ** 53}]`); // prettier-ignore
      expect(() => grown(x, grow, 60)).toThrow(ShapeError);
    }
  }); // prettier-ignore

  it('if one of its factors is, and it has a name', () => {
    const x = input('x', ['batch']) as Node;
    for (const grow of [doubled, repeated]) {
      expect(grown(x, grow, 24).shape).toEqual(['batch*16777216']);
      expect(grown(x, grow, 52).shape).toEqual([`batch*${2 ** 52}`]);
      expect(() => grown(x, grow, 60)).toThrow('must be a whole number up to 2⁵³');
    }
  });

  it('if it has more than 1024 letters', () => {
    const inputs = Array.from({ length: 300 }, (_, n) => input(`x${n}`, [`axis ${n}`]) as Node);
    expect(concat(inputs.slice(0, 100)).shape[0]).toHaveLength(789);
    expect(() => concat(inputs)).toThrow('concat: a size must have at most 1024 letters, got [axis 0+axis 1');
    expect(() => concat(inputs)).toThrow(/^.{0,250}$/);
    expect(() => input('x', ['n'.repeat(1025)])).toThrow('x: a size must have at most 1024 letters');
  });

  it('if parentheses lie within each other without an end, without filling the stack', () => {
    expect(() => input('x', ['('.repeat(100_000)])).toThrow('at most 1024 letters');
    expect(() => input('x', [`${'('.repeat(100_000)}n${')'.repeat(100_000)}`])).toThrow('at most 1024 letters');
  });

  it('if a value would have more than 64 axes', () => {
    const x = input('x', [2, 2], 'int32') as Node;
    const gathered = (node: Node): Node => gather(node, node as never) as Node;
    expect(() => grown(x, gathered, 60)).toThrow('gather: there must be at most 64 axes, got [65 axes]');
  });

  it('in a pass in which it is above 2⁵³', () => {
    const x = input('x', ['batch']);
    const wide = operation({
      name: 'wide',
      shape: ([a]) => [typeof a![0] === 'number' ? a![0] * 2 ** 52 : `${a![0]}*${2 ** 52}`],
      kernel: () => expect.unreachable(),
    });
    x.set([1, 2, 3]);
    expect(() => read(wide(x as Node))).toThrow(`wide: a size, and each factor of one, must be a whole number up to 2⁵³, got [${3 * 2 ** 52}]`); // prettier-ignore
  });
});
