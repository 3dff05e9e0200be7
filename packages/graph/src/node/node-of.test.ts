import { describe, expect, it } from 'vitest';
import * as graph from '../index.ts';
import { GraphError, type Node } from '../index.ts';

/** Functions whose first argument is a node, and which read it before an operation is applied. */
const functions = [
  'all',
  'any',
  'argmax',
  'argmin',
  'argsort',
  'becomes',
  'columnOf',
  'cummax',
  'cummin',
  'cumprod',
  'cumsum',
  'edge',
  'feedOf',
  'flip',
  'gather',
  'gradient',
  'gradients',
  'jacobian',
  'logSoftmax',
  'logCumSumExp',
  'logSumExp',
  'max',
  'mean',
  'median',
  'min',
  'neg',
  'norm',
  'parametersOf',
  'prod',
  'read',
  'registersOf',
  'reshape',
  'softmax',
  'sort',
  'std',
  'sparseRows',
  'sum',
  'sumLike',
  'takeAlong',
  'targetOf',
  'topK',
  'transpose',
  'variance',
] as const;

describe('what is no node', () => {
  it.each(functions)('is refused by %s as such', name => {
    const apply = graph[name] as unknown as (x: unknown, y: unknown) => unknown;
    for (const given of [undefined, null, {}, 'text', Object.create(null)])
      expect(() => apply(given, undefined)).toThrow(GraphError);
  });

  it('is refused among outputs of a pass, in feeds, and in place of what is replaced', () => {
    const wrong = undefined as unknown as Node;
    expect(() => graph.openFrame({ outputs: [wrong] })).toThrow('a pass: inputs must be nodes, got undefined.');
    expect(() => graph.openFrame({ outputs: wrong as unknown as Node[] })).toThrow('outputs must be an array');
    expect(() => graph.feed([wrong as never, 1])).toThrow('feed: inputs must be nodes');
    expect(() => graph.substitute(new Map([[graph.constant(1) as Node, wrong]]))).toThrow('inputs must be nodes');
    expect(() => graph.substitute({} as never)).toThrow('substitute: replacements must be a Map, got Object.');
    expect(() => graph.concat(wrong as never)).toThrow('concat: nodes must be an array, got undefined.');
    expect(() => graph.add(graph.constant(1), 'one' as never)).toThrow("add: inputs must be nodes, got 'one'.");
    expect(() => graph.add(graph.constant(1), graph.exp as never)).toThrow(
      'got a function. Call it, if it makes a step of a pipe',
    );
  });
});
