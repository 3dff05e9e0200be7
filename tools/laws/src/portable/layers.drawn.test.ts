import { refute, takenRows } from '@thalweg/drawn';
import { add, openFrame, read, type Node, type Register } from '@thalweg/graph';
import { describe, expect, it } from 'vitest';
import { pass, type Pair } from '../compiled/runs.ts';
import { circuitOf, examples, layerOf, layerRows, withSlopes, type LayerRow } from '../layers/layer-rows.ts';
import { bytesOf, keepsItsBits } from './keeps-its-bits.ts';

/** A graph whose passes can be compared. */
interface Played {
  readonly outputs: readonly Node[];
  readonly sources: Readonly<Record<string, Node | undefined>>;
  readonly registers: ReadonlyMap<string, Register>;
}

/** The outputs of passes that predict and of steps that train, and the registers after each, by their keys. */
function played({ shape }: LayerRow, { outputs, sources, registers }: Played): unknown {
  return [false, true].flatMap(training => {
    const frame = openFrame({ outputs, training, steps: training });
    const runs = [4, 1, 3].map((count, t) => {
      const values = { x: examples(count, shape, t), rate: (t + 1) / 10 };
      const pairs = Object.entries(values).filter(([name]) => sources[name] !== undefined);
      const found = pass(frame, ...(pairs.map(([name, value]) => [sources[name], value]) as unknown as Pair[]));
      return [found.map(bytesOf), [...registers].map(([key, one]) => [key, bytesOf(read(one as Node))])];
    });
    frame.close();
    return runs;
  });
}

describe('a layer that was written and read again has the bits of the first, in both modes, with its states and gradients:', () => {
  it.each(takenRows('portable layers', layerRows, layerOf))('$name', row => {
    const { outputs, sources } = circuitOf(row);
    const built = keepsItsBits({ y: outputs[0]! });
    const again = keepsItsBits(Object.fromEntries(outputs.map((node, n) => [`output ${n}`, node])));
    const wanted = played(row, { outputs, sources, registers: built.originals });
    const { inputs, registers } = built;
    const slopes = withSlopes(built.outputs['y']!, inputs['x'] as Node);
    expect(played(row, { outputs: slopes, sources: inputs as never, registers })).toEqual(wanted);
    expect(played(row, { outputs: Object.values(again.outputs), sources: again.inputs as never, registers: again.registers })).toEqual(wanted); // prettier-ignore
  });

  it('control: a register that is not the same is found', () => {
    const row = layerRows.find(({ name }) => name === 'batchNorm')!;
    const { outputs, sources } = circuitOf(row);
    const built = keepsItsBits({ y: outputs[0]! });
    const wanted = played(row, { outputs, sources, registers: built.originals });
    const copy = { outputs: withSlopes(built.outputs['y']!, built.inputs['x'] as Node), sources: built.inputs as never, registers: built.registers }; // prettier-ignore
    const [state] = [...built.registers.values()];
    state!.set(read(add(state as Node, 1) as Node) as never);
    refute(() => expect(played(row, copy)).toEqual(wanted));
  });
});
