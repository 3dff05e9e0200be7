/** The sixteen items of the lecture, in its order. Each is covered by a stop. */
export const lectureItems = [
  'the objective and the rule',
  'batch descent',
  'stochastic descent',
  'mini-batches',
  'noise and a falling rate',
  'local minima',
  'momentum in a ravine',
  'a rate for each parameter',
  'Adagrad',
  'RMSprop',
  'Adadelta and units',
  'Adam and its bias correction',
  'numerical and analytic gradients',
  'the chain rule, for numbers and vectors',
  'a circuit, forward and backward',
  'the neuron and the sigmoid',
] as const;

/** An item of the lecture. */
export type LectureItem = (typeof lectureItems)[number];
