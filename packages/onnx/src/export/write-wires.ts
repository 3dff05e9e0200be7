import type { KnownLoop, LoopName, Wire } from '@thalweg/graph/engine';
import type { Emission } from './emission.ts';
import { writeFormula } from './formula/write-formula.ts';
import { Inexpressible } from './inexpressible.ts';
import { loopWriters, reasons } from './loops/loop-writers.ts';
import type { LoopWriter } from './loops/loop-writer.ts';
import { scan } from './loops/scan.ts';
import { orderOf } from './order-of.ts';
import { reshaped } from './reshaped.ts';
import { writeView } from './write-view.ts';

/** Writes wires and all that they depend on, but for what has a value already. */
export function writeWires(emission: Emission, roots: readonly Wire[]): void {
  const order = orderOf(roots, wire => emission.has(wire));
  const results = new Map<Wire, Wire[]>();
  for (const wire of order)
    if (loopOf(wire) === 'scanPart') results.set(wire.inputs[0]!, [...(results.get(wire.inputs[0]!) ?? []), wire]);
  for (const wire of order) {
    if (emission.has(wire)) continue;
    try {
      emission.set(wire, written(emission, wire, results.get(wire) ?? []));
    } catch (error) {
      if (!(error instanceof Inexpressible)) throw error;
      emission.set(wire, emission.model.refuse(wire, error.message));
    }
  }
}

function loopOf({ rule }: Wire): LoopName | undefined {
  return rule?.kernel.kind === 'loop' ? rule.kernel.loop : undefined;
}

function written(emission: Emission, wire: Wire, results: readonly Wire[]): string {
  const { rule, inputs } = wire;
  if (rule === undefined) return emission.model.source(wire);
  const { kernel } = rule;
  switch (kernel.kind) {
    case 'elementwise':
      return writeFormula(emission, wire, kernel);
    case 'view':
      return writeView(emission, wire, kernel);
    case 'alias':
      return reshaped(emission, inputs[0]!, wire.shape);
    case 'mode':
      return emission.valueOf(inputs[1]!);
    case 'loop':
      break;
  }
  if (kernel.loop === undefined) throw new Inexpressible('its loop is a function of its own');
  if (kernel.loop === 'scan') {
    scan(emission, wire, results, writeWires);
    return '';
  }
  return loopWritten(emission, wire, kernel);
}

function loopWritten(emission: Emission, wire: Wire, { loop, parameters }: KnownLoop): string {
  const write = loopWriters[loop] as LoopWriter<LoopName> | undefined;
  if (write === undefined) throw new Inexpressible(reasons[loop] ?? 'it is a part of a gradient');
  return write(emission, wire, parameters as never);
}
