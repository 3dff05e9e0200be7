import type { OnnxOperators } from '../onnx-operator.ts';
import { activationOperators } from './activations.ts';
import { constantOperators } from './constants.ts';
import { controlOperators } from './control.ts';
import { convolutionOperators } from './convolutions.ts';
import { elementwiseOperators } from './elementwise.ts';
import { indexingOperators } from './indexing.ts';
import { lossOperators } from './losses.ts';
import { movementOperators } from './movement.ts';
import { normOperators } from './norms.ts';
import { poolOperators } from './pools.ts';
import { productOperators } from './products.ts';
import { recurrentOperators } from './recurrent.ts';
import { reductionOperators } from './reductions.ts';
import { resizingOperators } from './resizing.ts';
import { samplingOperators } from './sampling.ts';
import { scatteringOperators } from './scattering.ts';
import { selectionOperators } from './selections.ts';
import { shapeOperators } from './shapes.ts';
import { signalOperators } from './signals.ts';
import { trainingOperators } from './training.ts';
import { textOperators } from './text.ts';

/** All operators of ONNX that are translated. */
export const operators: OnnxOperators = {
  ...activationOperators,
  ...constantOperators,
  ...controlOperators,
  ...convolutionOperators,
  ...elementwiseOperators,
  ...indexingOperators,
  ...lossOperators,
  ...movementOperators,
  ...normOperators,
  ...poolOperators,
  ...productOperators,
  ...recurrentOperators,
  ...reductionOperators,
  ...resizingOperators,
  ...samplingOperators,
  ...scatteringOperators,
  ...selectionOperators,
  ...shapeOperators,
  ...signalOperators,
  ...trainingOperators,
  ...textOperators,
};
