/** Prints a line in a process that was started by hand. A parent process shows what its children do. */
export function sayByHand(text: string): void {
  if (!process.connected) console.log(text);
}
