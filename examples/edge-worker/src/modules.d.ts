declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}

declare module '*.bin' {
  const bytes: ArrayBuffer;
  export default bytes;
}

declare module 'workerd' {
  /** A module of CommonJS, whose default is the path of the program. */
  const workerd: { default: string };
  export default workerd;
}
