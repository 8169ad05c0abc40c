import readline from 'node:readline/promises';
import { CliError } from './cli-error.ts';
import { EXIT } from './exit-codes.ts';

/** Where a question is asked. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream;
}

/**
 * Asks on the terminal before something dangerous; silence and anything but y or yes is a no. Never asks a script, whose
 * input is no terminal: it says `--yes` or nothing happens.
 * @throws CliError unless it was confirmed.
 */
export async function confirmDanger(what: string, isConfirmed: boolean, { input, output }: Terminal = { input: process.stdin, output: process.stderr }): Promise<void> {
  if (isConfirmed) return;
  if (input.isTTY !== true) throw new CliError(EXIT.unconfirmed, `Nothing was done: ${what} asks for confirmation, and there is no terminal to ask on; add --yes.`);
  const terminal = readline.createInterface({ input, output });
  const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(`${what}? [y/N] `), closed]);
  terminal.close();
  if (!/^y(?:es)?$/i.test(answer.trim())) throw new CliError(EXIT.unconfirmed, 'Nothing was done.');
}
