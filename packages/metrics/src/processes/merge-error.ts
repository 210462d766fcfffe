/** Workers whose values cannot be made one. The message says of which metric and why. */
export class MergeError extends Error {
  override readonly name = "MergeError";
}
