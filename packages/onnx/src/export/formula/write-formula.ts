import { precisionOf, type ElementwiseKernel, type Formula, type InstructionName, type Wire } from '@thalweg/graph/engine'; // prettier-ignore
import type { DType } from '@thalweg/tensor';
import type { Emission } from '../emission.ts';
import { Inexpressible } from '../inexpressible.ts';
import { FormulaWriter } from './formula-writer.ts';
import { instructions } from './instructions.ts';
import { knownFormulas } from './known-formulas.ts';
import { printedFormula } from './printed-formula.ts';
import type { Term } from './term.ts';

/** Instructions that are exact on int32, as those of ONNX are. */
const WHOLE: ReadonlySet<string> = /* @__PURE__ */ new Set(['neg', 'abs', 'sign', 'add', 'sub', 'mul', 'imul', 'max', 'min', 'less', 'lessEqual', 'equal', 'select', 'copy']); // prettier-ignore

/** Writes an elementwise node: each instruction of its formula is one operator, or a few. */
export function writeFormula(emission: Emission, wire: Wire, { formula }: ElementwiseKernel): string {
  const dtype = dtypeOf(wire, formula);
  const writer = new FormulaWriter(emission, dtype);
  if ('instruction' in formula && formula.instruction.name === 'copy' && 'argument' in formula.operands[0]!)
    return converted(emission, wire.inputs[0]!, wire.dtype);
  const terms = wire.inputs.map((input): Term => {
    const value = emission.valueOf(input);
    return input.dtype === 'bool' ? { name: value, isFlag: true } : { name: emission.cast(value, input.dtype, dtype), isFlag: false }; // prettier-ignore
  });
  const known = dtype === 'int32' ? undefined : knownFormulas.get(printedFormula(formula));
  const result = known === undefined ? written(writer, formula, terms) : writer.apply(known, terms[0]!);
  if (wire.dtype === 'bool') return writer.flag(result);
  const number = writer.number(result);
  return wire.dtype === 'int32' && dtype !== 'int32' ? toWhole(emission, writer, number) : emission.cast(number, dtype, wire.dtype); // prettier-ignore
}

/** The numbers that a formula is computed in. */
function dtypeOf(wire: Wire, formula: Formula): DType {
  const dtypes = [wire, ...wire.inputs].map(one => one.dtype).filter(dtype => dtype !== 'bool');
  return dtypes.length > 0 && dtypes.every(dtype => dtype === 'int32') && isWhole(formula) ? 'int32' : precisionOf(wire); // prettier-ignore
}

function isWhole(formula: Formula): boolean {
  if ('literal' in formula) return Number.isInteger(formula.literal) && Math.abs(formula.literal) < 2 ** 31;
  if ('argument' in formula) return true;
  return WHOLE.has(formula.instruction.name) && formula.operands.every(isWhole);
}

function written(writer: FormulaWriter, formula: Formula, terms: readonly Term[]): Term {
  if ('argument' in formula) return terms[formula.argument]!;
  if ('literal' in formula) return writer.literal(formula.literal);
  const { name } = formula.instruction;
  const expression = Object.hasOwn(instructions, name) ? instructions[name as InstructionName] : undefined;
  if (expression === undefined) throw new Inexpressible(`its formula has the instruction '${name}' of its own`);
  return expression(writer, formula.operands.map(operand => written(writer, operand, terms))); // prettier-ignore
}

function converted(emission: Emission, input: Wire, dtype: DType): string {
  const value = emission.valueOf(input);
  const isCut = dtype === 'int32' && (input.dtype === 'float32' || input.dtype === 'float64');
  return isCut ? toWhole(emission, new FormulaWriter(emission, input.dtype), value) : emission.cast(value, input.dtype, dtype); // prettier-ignore
}

/** Fractions are cut, and 0 stands for NaN and ±∞. */
function toWhole(emission: Emission, writer: FormulaWriter, number: string): string {
  const x = { name: number, isFlag: false };
  const isFinite = writer.compare('Equal', writer.apply('Sub', x, x), 0);
  return emission.cast(writer.choose(isFinite, x, 0).name, writer.dtype, 'int32');
}
