/** What a command comes to. */
export interface Outcome {
  readonly output: string | Uint8Array;
  readonly exitCode: number;
}
