import { accessOf, type Demands, type Formula, type Slot } from '@thalweg/graph/engine';
import type { HostFunction } from '../lowering/functions.ts';
import type { ScanBodies } from '../runtime/scan-bodies.ts';
import { isConstant } from '../runtime/slots.ts';

/** Digests of all that the code of a pass depends on: two passes with equal ones have the same plan. */
export interface Fingerprint {
  /** The operations with their parameters, how they are connected, and which formulas are computed in others. */
  readonly graph: string;
  /** The sizes of all values. */
  readonly sizes: string;
  /** The sources that are fed. */
  readonly feeds: string;
  /** The values that are asked for, and the registers that are written. */
  readonly demands: string;
}

/** The slots of a pass. */
interface DescribedPass extends Demands {
  readonly sources: readonly Slot[];
  readonly order: readonly Slot[];
  readonly bodies: ScanBodies;
  readonly donated: boolean;
}

/** A pass as a text: its slots by their numbers, each with what it computes from which others. Names count for nothing. */
export class Description {
  readonly fingerprint: Fingerprint;
  /** The functions of formulas, which code calls that cannot compute them. */
  readonly functions: Readonly<Record<string, HostFunction>>;
  readonly #numbers = new Map<Slot, number>();
  readonly #bodies: ScanBodies;
  readonly #graph: string[] = [];
  readonly #sizes: string[] = [];
  readonly #functions: Record<string, HostFunction> = {};

  constructor(pass: DescribedPass) {
    const { sources, order, bodies } = pass;
    this.#bodies = bodies;
    const all = [...sources, ...order, ...bodies.slots];
    for (const slot of all) this.#numbers.set(slot, this.#numbers.size);
    for (const slot of all) this.#describe(slot);
    this.functions = this.#functions;
    this.fingerprint = {
      graph: digest(this.#graph.join('\n')),
      sizes: digest(this.#sizes.join('\n')),
      feeds: digest(sources.map(({ fed }) => (fed === undefined ? '-' : '+')).join('')),
      demands: digest(this.#demands(pass)),
    };
  }

  #describe(slot: Slot): void {
    const { wire, copies, inlined, shape } = slot;
    const { operation, dtype } = wire;
    this.#sizes.push(shape!.join());
    const what =
      operation === undefined ? this.#source(slot) : `${this.#kernel(slot)} ${slot.inputs.map(this.#number).join()}`;
    this.#graph.push(`${what} ${dtype} ${wire.shape.join()}${copies ? ' copies' : ''}${inlined ? ' inlined' : ''}`);
  }

  /** The number of a slot; those that are inlined have none before they are read. */
  readonly #number = (slot: Slot): number => {
    let number = this.#numbers.get(slot);
    if (number === undefined) {
      this.#numbers.set(slot, (number = this.#numbers.size));
      // Of any other that is not computed, readers need only the shape.
      if (slot.inlined) this.#describe(slot);
      else this.#sizes.push(`${slot.shape?.join()}`);
    }
    return number;
  };

  /** The compiler writes single numbers that never change into its code. */
  #source(slot: Slot): string {
    const constant = isConstant(slot);
    const value = constant && slot.storage?.data.length === 1 ? ` ${numberText(slot.storage.data[0]!)}` : '';
    return `source${constant ? ' constant' : ''}${slot.wire.trainable === true ? ' trainable' : ''}${value}`;
  }

  #kernel(slot: Slot): string {
    const { kernel, name } = slot.wire.operation!;
    switch (kernel.kind) {
      case 'elementwise':
        return this.#formula(kernel.formula);
      case 'view': {
        const [input] = slot.inputs as [Slot];
        this.#sizes.push(kernel.strides(input.shape!, accessOf(input).strides, slot.shape!).join());
        return 'view';
      }
      case 'alias':
      case 'mode':
        return kernel.kind;
      case 'loop':
        if (kernel.loop === undefined) return `own ${name}`;
        if (kernel.loop === 'scan') return this.#scan(slot);
        if (kernel.loop === 'scanPart')
          return `part ${slot.inputs[0]!.results.wanted.indexOf(slot)} ${JSON.stringify('last' in kernel.parameters ? kernel.parameters : {})}`;
        return `${kernel.loop} ${JSON.stringify(kernel.parameters, exactNumber)}`;
    }
  }

  #scan(slot: Slot): string {
    const body = this.#bodies.of(slot);
    if (body === undefined) return 'scan';
    const { kernel } = slot.wire.operation!;
    const reverse = 'parameters' in kernel && kernel.loop === 'scan' && kernel.parameters.reverse;
    const entries = [body.slices, body.captures].map(list =>
      list.map(({ slot: entry, input }) => `${this.#number(entry)}<${input}`).join(),
    );
    const carries = body.carries.map(
      ({ slot: carry, input, next }) => `${this.#number(carry)}<${input}>${this.#number(next)}`,
    );
    const results = body.results.map(result => (result === undefined ? '-' : this.#number(result)));
    return `scan ${reverse} ${carries.join()} ${entries.join(' ')} ${results.join()}`;
  }

  #formula(formula: Formula): string {
    if ('argument' in formula) return `a${formula.argument}`;
    if ('literal' in formula) return numberText(formula.literal);
    const { instruction, operands } = formula;
    this.#functions[instruction.name] = instruction.of;
    return `${instruction.name}(${operands.map(one => this.#formula(one)).join()})`;
  }

  #demands({ sources, order, outputs, commits, finite, donated }: DescribedPass): string {
    const cells = new Map(sources.map(source => [source.wire.sourceValue, this.#number(source)]));
    const written = commits.map(({ register, rule, owner }) => {
      const { when, rows } = rule.wire.operation!.write ?? {};
      const how = rows === undefined ? '' : `${rows.axis}@${rows.at}`;
      return `${cells.get(register) ?? '-'}=${this.#number(rule)},${this.#number(owner)},${when ?? ''},${how}`;
    });
    const observed = [...sources, ...order].filter(({ roots }) => roots > 0);
    return [
      outputs.map(this.#number).join(),
      observed.map(this.#number).join(),
      written.join(';'),
      finite === undefined ? '' : this.#number(finite),
      donated,
    ].join('\n');
  }
}

/** A number as a text that no other number has. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** JSON has no infinite numbers, and no −0. */
function exactNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && JSON.stringify(value) !== numberText(value) ? numberText(value) : value;
}

/**
 * Returns 64 bits that a text is known by, in hexadecimal: equal texts have equal ones, and different texts practically never.
 *
 * - **Source** Noll, Vo, Eastlake, "The FNV Non-Cryptographic Hash Algorithm", IETF draft, with two other multipliers, and
 *   Appleby, "MurmurHash3", the final mix
 */
export function digest(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x9e3779b1);
    b = Math.imul(b ^ code, 0x5f356495);
  }
  return mixed(a, b) + mixed(b, a);
}

function mixed(word: number, other: number): string {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  bits ^= bits >>> 16;
  return (bits >>> 0).toString(16).padStart(8, '0');
}
