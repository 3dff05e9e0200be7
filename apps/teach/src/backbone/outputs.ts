/** The tensors of the file that features are read from: edges and textures by place, and shapes of the whole picture. */
export const OUTPUTS = ['p2o.Add.147', 'p2o.Add.171'] as const;
