import { reshape, type Node, type Operand } from '@thalweg/graph';
import { listed } from './listed.ts';
import type { OnnxOperator } from '../onnx-operator.ts';

type Unary = (x: Node) => Node;

/** A function of two values, which broadcast. */
export type Binary = (a: Node, b: Operand) => Node;

/** An operator of one input. */
export const one =
  (apply: Unary): OnnxOperator =>
  call =>
    apply(call.input(0));

/** An operator of two inputs, which broadcast. Old models said from which axis on the second one lies. */
export const two =
  (apply: Binary): OnnxOperator =>
  call => {
    const [a, b] = [call.input(0), call.input(1)];
    const after = call.has('axis') ? a.shape.length - call.integer('axis', 0) - b.shape.length : 0;
    return apply(a, after === 0 ? b : (reshape(b, [...b.shape, ...listed(after, () => 1)]) as Node));
  };

/** An operator of any number of inputs. */
export const many =
  (apply: Binary): OnnxOperator =>
  call =>
    [call.input(0), ...call.all().slice(1)].reduce((all, next) => apply(all, next));
