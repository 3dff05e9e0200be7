import type { NodeProto } from 'onnx-buf';

/** Returns the name of a node's operator; that of another domain than ONNX's own has the domain before it. */
export function operatorName({ domain, opType }: Pick<NodeProto, 'domain' | 'opType'>): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
}
