/** Writes lines for the person at the terminal. */
export function say(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes what went wrong. */
export function complain(...lines: string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`);
}
