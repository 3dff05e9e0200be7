import type { AttributeProto, FunctionProto, NodeProto } from 'onnx-buf';

/** Returns a node of a function in which the attributes of a call stand where the node refers to them. */
export function withAttributes(inner: NodeProto, call: NodeProto, definition: FunctionProto): NodeProto {
  if (inner.attribute.every(({ refAttrName }) => refAttrName === '')) return inner;
  const given = new Map([...definition.attributeProto, ...call.attribute].map(each => [each.name, each]));
  const attribute = inner.attribute.flatMap((each): AttributeProto[] => {
    if (each.refAttrName === '') return [each];
    const found = given.get(each.refAttrName);
    return found === undefined ? [] : [{ ...found, name: each.name }];
  });
  return { ...inner, attribute };
}
