import { type Command, InvalidArgumentError } from 'commander';
import type { ExitCode } from '../exit-codes.ts';

/** Is told how a command ended. */
export type End = (code: ExitCode) => void;

/** The options that every command has. */
export interface CommandOptions {
  readonly config?: string;
  readonly json?: boolean;
}

export interface CommandAbout {
  readonly does: string;
  readonly examples: readonly string[];
  /** The shape of the result with --json: names only, `[…]` for lists. A test compares it with what is printed. */
  readonly json: string;
}

/** Gives a command its description, the options that all have, and the end of its help: examples and the shape of its JSON. */
export function describeCommand(command: Command, { does, examples, json }: CommandAbout): Command {
  return command
    .description(does)
    .option('--config <file>', 'the configuration (default: BREAKWATER_CONFIG, else breakwater.config.yaml)')
    .option('--json', 'the result as JSON')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  ${line}`).join('\n')}\n\nWith --json:\n  ${json}`);
}

/** Reads a count from 1 to MAX. */
export function countUpTo(max: number): (text: string) => number {
  return (text) => {
    const count = /^\d{1,6}$/.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= max) return count;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${max}.`);
  };
}
