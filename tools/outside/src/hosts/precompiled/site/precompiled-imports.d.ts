declare module '*?precompiled' {
  export const url: string;
  export const plans: readonly { readonly name: string }[];
}
