import { input, state, sub, type Node } from '@thalweg/graph';
import { dense, relu, softmax } from '@thalweg/nn';
import { describe as suite, expect, it } from 'vitest';
import { allOperations } from '@thalweg/graph';
import { decodeModel, describe, encodeModel } from '../index.ts';

const prediction = sub(input('image', ['batch', 4]), state([0, 0, 0, 0], { name: 'mean' })).pipe(
  dense(3),
  relu(),
  dense(2),
  softmax(),
) as Node;

const notes = {
  description: 'Two kinds of images.',
  units: { prediction: 'probability' },
  figures: { accuracy: 0.975, steps: 2500 },
  ranges: { image: { min: 0, max: 1 } },
};

suite('a model card', () => {
  it('has the signature, the layers, the operations and what was said', () => {
    const { parts } = describe({ prediction, ...notes });
    expect(parts).toMatchObject({
      description: 'Two kinds of images.',
      inputs: [{ name: 'image', shape: ['batch', 4], dtype: 'float32' }],
      outputs: [{ name: 'prediction', shape: ['batch', 2], dtype: 'float32', unit: 'probability' }],
      parameters: 4 * 3 + 3 + 3 * 2 + 2,
      states: 4,
      figures: { accuracy: 0.975, steps: 2500 },
      seen: { image: { min: 0, max: 1 } },
    });
    expect(parts.layers.map(({ name, size }) => [name, size])).toEqual([['dense1', 15], ['dense2', 8]]); // prettier-ignore
    expect(parts.operations).toMatchObject({ matmul: 2, relu: 1, exp: 1 });
  });

  it('is the same of the loaded model', () => {
    const operations = allOperations;
    const loaded = decodeModel(encodeModel({ prediction, ...notes }, { operations }), { operations });
    expect(JSON.stringify(describe(loaded))).toBe(JSON.stringify(describe({ prediction, ...notes })));
  });

  it('is Markdown as text', () => {
    const text = String(describe({ prediction, ...notes, description: undefined }));
    expect(text).toContain('| output | prediction | [batch, 2] | float32 | probability |');
    expect(text).toContain('| dense1 | weight [4, 3], bias [3] | 15 |');
    expect(text).toContain('| image | min 0; max 1 |');
    expect(text).not.toContain('undefined');
  });

  it('writes what a step of preprocessing says of a field: facts by name, a number, a list or nothing', () => {
    const step = Object.assign((records: unknown) => records, {
      describe: () => ({ kind: 'own', arguments: [] }),
      applyTo: (record: object) => record,
      save: () => ({ tensors: {}, values: {} }),
      prepare: () => () => undefined,
      summary: () => ({ a: { least: 1 }, b: 7, c: ['x', 'y'], d: null }),
    });
    const text = String(describe({ prediction, preprocessing: step as never }));
    for (const row of ['| a | least 1 |', '| b | 7 |', '| c | "x", "y" |', '| d | null |']) expect(text).toContain(row);
  });

  it.each([
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)>'],
    ['[x](javascript:alert(1))', '\\[x\\](javascript:alert(1))'],
    ['`a`|*b*_c_', '\\`a\\`\\|\\*b\\*\\_c\\_'],
    ['\u202egnp.\x1b]0;x\x07', '\\\\u202egnp.\\\\u001b\\]0;x\\\\u0007'],
    ['a\n\n# b', 'a # b'],
    ['&lt;b', '\\&lt;b'],
  ])('has no markup of %j, wherever the model says it', (evil, shown) => {
    const x = input(evil, ['batch', evil, 2] as never) as Node;
    const y = sub(x, state([0, 0], { name: `${evil}/mean` }) as Node) as Node;
    const text = String(
      describe({ prediction: { [evil]: y }, description: evil, units: { [evil]: evil }, figures: { [evil]: 1 }, ranges: { [evil]: { min: 0, max: 1 } } } as never), // prettier-ignore
    );
    expect(text).toContain(`| input | ${shown} | [batch, ${shown}, 2] | float32 | ${shown} |`);
    if (!/\s/.test(evil)) expect(text.replaceAll(shown, '')).not.toContain(evil);
    expect(text).not.toMatch(/(^|[^\\])<|[\x1b\u202e]/);
  });

  it('cuts names that a file made long', () => {
    const x = input('x'.repeat(1e5), ['batch']) as Node;
    expect(String(describe({ prediction: x })).length).toBeLessThan(1000);
  });

  it('refuses what is no model, and notes of a wrong kind', () => {
    expect(() => describe({ prediction: 3 as never })).toThrow('prediction must be a node, or several by name, got 3');
    expect(() => describe({ prediction, unit: {} } as never)).toThrow("Did you mean 'units'?");
    expect(() => describe({ prediction, units: { predicton: 'minutes' } })).toThrow("Did you mean 'prediction'?");
    expect(() => describe({ prediction, figures: { accuracy: '97 %' as never } })).toThrow(
      'figures must have a number',
    );
  });
});
