import { describeConfig, readConfig } from '@breakwater/config';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** `config check`: reads the configuration as a worker does, and shows what is in effect, without secrets. */
export async function checkConfig(options: CommandOptions): Promise<ExitCode> {
  const shown = describeConfig(readConfig({ path: options.config }));
  if (options.json) printJson(shown);
  else printLine(JSON.stringify(shown, null, 2));
  return EXIT.ok;
}
