import { loopDemands, type KnownLoop, type LoopBody, type LoopPart, type Wire } from '@thalweg/graph/wires';
import type { Emission } from '../emission/emission.ts';
import { gatedCellOf, type GatedCell } from './gated-cell.ts';
import { gatedOperator } from './gated-operator.ts';
import { scanned, type Entering, type WrittenBody } from '../loops/running.ts';

/** Writes wires into a graph, and gives them their names. */
type WriteWires = (emission: Emission, wires: readonly Wire[]) => void;

/** Writes a scan as far as some results of it are wanted, and gives these their names. `write` writes its body. */
export function scan(emission: Emission, wire: Wire, results: readonly Wire[], write: WriteWires): void {
  const parts = results.map(result => (result.rule!.kernel as KnownLoop<'scanPart'>).parameters);
  const written = new ScanWriter(emission, wire, parts);
  const found = written.write(write);
  results.forEach((result, n) => emission.set(result, found[written.placeOf(parts[n]!)]!));
}

class ScanWriter {
  readonly #emission: Emission;
  readonly #body: LoopBody;
  /** The inputs of the scan, by the sources of its body. */
  readonly #inputs: ReadonlyMap<Wire, Wire>;
  /** The numbers of the carries that are wanted. */
  readonly #carries: readonly number[];
  readonly #stacks: readonly Wire[];

  constructor(emission: Emission, wire: Wire, parts: readonly LoopPart[]) {
    this.#emission = emission;
    this.#body = (wire.rule!.kernel as KnownLoop<'scan'>).parameters;
    const { carries, slices, captures } = this.#body;
    this.#inputs = new Map([...carries, ...slices, ...captures].map((source, n) => [source as Wire, wire.inputs[n]!]));
    this.#carries = loopDemands(this.#body, parts).carries;
    this.#stacks = [...new Set(parts.flatMap(part => ('stack' in part ? [part.stack as Wire] : [])))];
  }

  /** The place of a part among the results. */
  placeOf(part: LoopPart): number {
    if ('last' in part) return this.#carries.indexOf(part.last);
    return this.#carries.length + this.#stacks.indexOf(part.stack as Wire);
  }

  /** Returns the last carries, and then the stacks. */
  write(writeWires: WriteWires): readonly string[] {
    const { slices, captures, next, reverse } = this.#body;
    const carries = this.#carries.map(number => this.#body.carries[number] as Wire);
    return scanned(this.#emission, {
      carries: carries.map(carry => this.#entering(carry)),
      slices: slices.map(slice => this.#entering(slice as Wire)),
      outputs: this.#stacks,
      axis: 0,
      reverse,
      step: (inner, names, ofSlices) => {
        carries.forEach((carry, n) => inner.set(carry, names[n]!));
        slices.forEach((slice, n) => inner.set(slice as Wire, ofSlices[n]!));
        for (const capture of captures) inner.set(capture as Wire, this.#outside(capture as Wire));
        const roots = [...this.#carries.map(number => next[number] as Wire), ...this.#stacks];
        writeWires(inner, roots);
        return roots.map(root => inner.valueOf(root));
      },
      instead: body => this.#operator(body, carries),
    });
  }

  #outside(source: Wire): string {
    return this.#emission.valueOf(this.#inputs.get(source)!);
  }

  #entering(source: Wire): Entering {
    const { name, dtype, shape } = source;
    return { value: this.#outside(source), name, dtype, shape };
  }

  /** The operator of the body's cell, if ONNX has one. */
  #operator(body: WrittenBody, carries: readonly Wire[]): readonly string[] | undefined {
    const [h] = carries;
    const units = h?.shape[1];
    if (h?.shape.length !== 2 || h.dtype !== 'float32' || typeof units !== 'number') return undefined;
    const [next, outputs] = [body.results.slice(0, carries.length), body.results.slice(carries.length)];
    if (!outputs.every(output => output === next[0])) return undefined;
    const cell = gatedCellOf({ ...body, next, units });
    if (cell === undefined || !this.#fits(cell)) return undefined;
    const stack = this.#inputs.get(this.#body.slices[cell.slice] as Wire)!;
    const initial = carries.map(carry => this.#outside(carry));
    return gatedOperator(this.#emission, cell, { stack, initial, units, reverse: this.#body.reverse });
  }

  /** True if the weights of a cell are a matrix, and its bias a vector. */
  #fits({ weight, bias }: GatedCell): boolean {
    const rankOf = (name: string): number | undefined =>
      (this.#body.captures as readonly Wire[]).find(capture => this.#outside(capture) === name)?.shape.length;
    return rankOf(weight) === 2 && (bias === undefined || rankOf(bias) === 1);
  }
}
