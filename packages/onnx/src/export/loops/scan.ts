import { loopDemands, type KnownLoop, type LoopPart, type Wire } from '@thalweg/graph/engine';
import type { Emission } from '../emission.ts';
import { writeWires } from '../write-wires.ts';
import { scanned } from './scanned.ts';

/** Writes a scan as far as some results of it are wanted, and gives these their names. */
export function scan(emission: Emission, wire: Wire, results: readonly Wire[]): void {
  const body = (wire.rule!.kernel as KnownLoop<'scan'>).parameters;
  const parts = results.map(result => (result.rule!.kernel as KnownLoop<'scanPart'>).parameters);
  const demands = loopDemands(body, parts);
  const stacks = [...new Set(parts.flatMap(part => ('stack' in part ? [part.stack as Wire] : [])))];
  const sources = [...body.carries, ...body.slices, ...body.captures] as Wire[];
  const entering = (source: Wire, input: Wire) => ({ value: emission.valueOf(input), name: source.name, dtype: source.dtype, shape: source.shape }); // prettier-ignore
  const inputOf = new Map(sources.map((source, n) => [source, wire.inputs[n]!]));
  const carries = demands.carries.map(number => body.carries[number] as Wire);
  const slices = body.slices as readonly Wire[];
  const found = scanned(emission, {
    carries: carries.map(one => entering(one, inputOf.get(one)!)),
    slices: slices.map(one => entering(one, inputOf.get(one)!)),
    outputs: stacks,
    axis: 0,
    reverse: body.reverse,
    step: (inner, names, ofSlices) => {
      carries.forEach((carry, n) => inner.set(carry, names[n]!));
      slices.forEach((slice, n) => inner.set(slice, ofSlices[n]!));
      for (const capture of body.captures as readonly Wire[])
        inner.set(capture, emission.valueOf(inputOf.get(capture)!));
      const roots = [...demands.carries.map(number => body.next[number] as Wire), ...stacks];
      writeWires(inner, roots);
      return roots.map(root => inner.valueOf(root));
    },
  });
  results.forEach((result, n) => emission.set(result, found[placeOf(parts[n]!, demands.carries, stacks)]!));
}

function placeOf(part: LoopPart, carries: readonly number[], stacks: readonly Wire[]): number {
  return 'last' in part ? carries.indexOf(part.last) : carries.length + stacks.indexOf(part.stack as Wire);
}
