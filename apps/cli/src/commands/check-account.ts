import { readConfig } from '@breakwater/config';
import { accountKeyText } from '@breakwater/core';
import type { Check } from '../checks/check.ts';
import { checkBooks } from '../checks/check-books.ts';
import { checkExchange } from '../checks/check-exchange.ts';
import { checkRedis } from '../checks/check-redis.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findNamedAccounts } from '../find-accounts.ts';
import { printJson, printLine, printTable, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

/**
 * `check [ACCOUNT]`: everything that an account depends on, each with what was found and, where it is wrong, what to do.
 * Sends nothing that changes state. Ends with a code of its own if anything is wrong.
 */
export async function checkAccounts(account: string | undefined, options: CommandOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config });
  const accounts = findNamedAccounts(config, account);
  const found = await Promise.all([labelled('postgres', checkBooks(config)), labelled('redis', checkRedis(config)), ...accounts.map((one) => labelled(accountKeyText(one.key), checkExchange(one, config.bounds)))]);
  const checks = found.flat();
  const problems = checks.filter((check) => !check.isOk);
  if (options.json) printJson({ checks });
  else {
    printTable(
      ['', 'ABOUT', 'CHECK', 'FOUND'],
      checks.map(({ about, name, isOk, found: what, advice }) => [isOk ? styled('green', 'ok') : styled('red', 'problem'), about, name, advice === null ? what : `${what}: ${advice}`]),
    );
    printLine(problems.length === 0 ? 'All is well.' : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}.`);
  }
  return problems.length === 0 ? EXIT.ok : EXIT.problem;
}

async function labelled(about: string, checks: Promise<readonly Check[]>): Promise<(Check & { about: string })[]> {
  return (await checks).map(({ name, isOk, found, advice }) => ({ about, name, isOk, found, advice }));
}
