/** Operators that are not translated, and why. A test with one of them is not run. */
export const untranslated: Readonly<Record<string, readonly string[]>> = {
  'words and files of images': [
    'ImageDecoder',
    'RegexFullMatch',
    'StringConcat',
    'StringNormalizer',
    'StringSplit',
    'ai.onnx.ml.LabelEncoder',
  ],
  'sequences and optional values': [
    'ConcatFromSequence',
    'Optional',
    'SequenceAt',
    'SequenceConstruct',
    'SequenceEmpty',
    'SequenceErase',
    'SequenceInsert',
    'SequenceLength',
    'SequenceMap',
    'SplitToSequence',
  ],
  'outputs whose sizes follow from values': ['NonMaxSuppression', 'NonZero', 'Unique'],
  'random numbers that the model seeds': ['Bernoulli', 'RandomUniformLike'],
  'quantised numbers': ['ConvInteger', 'DynamicQuantizeLinear', 'MatMulInteger', 'QLinearConv', 'QLinearMatMul'],
  'the bits of whole numbers': ['BitwiseAnd', 'BitwiseNot', 'BitwiseOr', 'BitwiseXor'],
  'filters of sounds, and trees': ['MelWeightMatrix', 'ai.onnx.ml.TreeEnsemble'],
};
