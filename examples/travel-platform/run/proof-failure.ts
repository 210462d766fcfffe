/** Something that a run with `--once` should have seen and did not; the message says what was missing. Exit code 1. */
export class ProofFailure extends Error {}
