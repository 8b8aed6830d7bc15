/** Runs a program on the control machine and waits for it. */
export type RunProgram = (
  command: string,
  args: readonly string[],
) => { readonly status: number | null; readonly stdout: string; readonly stderr: string };
