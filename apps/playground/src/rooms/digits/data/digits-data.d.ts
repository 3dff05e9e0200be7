/** The address of the file with the handwritten digits, which the build makes. */
declare module 'virtual:digits-data' {
  const address: string;
  export default address;
}
