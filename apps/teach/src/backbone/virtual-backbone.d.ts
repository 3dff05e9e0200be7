declare module 'virtual:backbone' {
  /** The address of the backbone's file. */
  const address: string;
  export default address;
  /** The first digits of its SHA-256. */
  export const digest: string;
}
