import { readConfig } from '@breakwater/config';
import { symbolKeyText, toExchangeId } from '@breakwater/core';
import { readQuarantine } from '@breakwater/db/screens';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtScreen } from '../look-at-screen.ts';
import { printJson, printLine, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** `quarantine list`: the keys that were set aside for a human, and why. */
export async function listQuarantine(options: CommandOptions): Promise<ExitCode> {
  const keys = await lookAtScreen(readConfig({ path: options.config, needs: ['database'] }), options, readQuarantine);
  if (options.json) printJson({ keys });
  else if (keys.length === 0) printLine('No key is set aside.');
  else printTable(['KEY', 'SINCE', 'WHY'], keys.map((key) => [symbolKeyText({ ...key, exchange: toExchangeId(key.exchange)! }), key.since, key.reason]));
  return EXIT.ok;
}
