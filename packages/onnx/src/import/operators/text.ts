import * as graph from '@thalweg/graph';
import type { Node } from '@thalweg/graph';
import { fixedSize } from './axes.ts';
import type { OnnxCall } from '../call/onnx-call.ts';
import type { OnnxOperators } from '../call/onnx-operator.ts';
import { listed } from './elements.ts';

const add = graph.add as (a: Node, b: Node) => Node;

/** How often a gram is in each row, with as many places between its words as are allowed. */
function countOf(rows: Node, gram: readonly number[], skips: number): Node {
  const time = fixedSize(rows, 1);
  const distances = gram.length === 1 ? [1] : listed(skips + 1, skip => skip + 1);
  const counts = distances.flatMap(distance => {
    const places = time - (gram.length - 1) * distance;
    if (places < 1) return [];
    const hits = gram.map((word, n) => {
      const words = graph.slice(rows, { axis: 1, from: n * distance, to: n * distance + places });
      return graph.cast(graph.equal(words as Node, word as never) as Node, 'float32');
    });
    return [
      graph.sum(
        hits.reduce((all, hit) => graph.mul(all, hit) as Node),
        { axes: [1] },
      ) as Node,
    ];
  });
  if (counts.length > 0) return counts.reduce((sum, count) => add(sum, count));
  return graph.full([rows.shape[0]!], 0, { like: rows, dtype: 'float32' }) as Node;
}

/** The grams of a call: their words, and the place of each in the output. */
function gramsOf(call: OnnxCall): readonly (readonly [words: readonly number[], place: number])[] {
  const [pool, starts, places] = [call.required('pool_int64s', 99), call.required('ngram_counts', 99), call.required('ngram_indexes', 99)];
  const [least, most] = [call.integer('min_gram_length', 1), call.integer('max_gram_length', 1)];
  let seen = 0;
  return starts.flatMap((start, n) => {
    const length = n + 1;
    const end = starts[n + 1] ?? pool.length;
    const grams = listed((end - start) / length, gram => {
      const from = start + gram * length;
      return [pool.slice(from, from + length), places[seen++]!] as const;
    });
    return length < least || length > most ? [] : grams;
  });
} // prettier-ignore

/** The number of times that each gram of a pool is in each row of whole numbers. */
function countedGrams(call: OnnxCall): Node {
  call.refuse('grams of text', call.has('pool_strings'));
  call.refuse('weighted counts of grams', call.text('mode', 'TF') !== 'TF');
  const x = call.input(0);
  const rows = x.shape.length === 1 ? (graph.reshape(x, [1, x.shape[0]!]) as Node) : x;
  const zeros = graph.full([rows.shape[0]!], 0, { like: rows, dtype: 'float32' }) as Node;
  const size = call.required('ngram_indexes', 99).reduce((most, place) => Math.max(most, place), 0) + 1;
  call.limit('grams', size, 4096);
  const columns = new Array<Node>(size).fill(zeros);
  for (const [gram, place] of gramsOf(call)) columns[place] = countOf(rows, gram, call.integer('max_skip_count', 0));
  const counts = graph.stack(columns, { axis: 1 }) as Node;
  return x.shape.length === 1 ? (graph.reshape(counts, [columns.length]) as Node) : counts;
}

/** OnnxOperators of words. */
export const textOperators: OnnxOperators = { TfIdfVectorizer: countedGrams };
