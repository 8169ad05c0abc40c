import { readConfig } from '@breakwater/config';
import { migrate } from '@breakwater/db';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { printJson, printLine } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/** `migrate`: brings the database to this version's tables; a second run finds nothing to do. */
export async function migrateDatabase(options: CommandOptions): Promise<ExitCode> {
  const { databaseUrl } = readConfig({ path: options.config, needs: ['database'] });
  const { applied } = await migrate(databaseUrl);
  if (options.json) printJson({ applied });
  else if (applied.length === 0) printLine('The database is up to date.');
  else for (const name of applied) printLine(`applied ${name}`);
  return EXIT.ok;
}
