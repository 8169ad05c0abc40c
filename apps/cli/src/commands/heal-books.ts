import { readConfig } from '@breakwater/config';
import { assessBooks } from '@breakwater/db/screens';
import { type Applied, applyCleanup, type Change, connectLegacy, type Damage, diagnose, type Diagnosis, type LegacyConnection, NoLegacyDatabase, undoCleanup, type Verification } from '@breakwater/legacy';
import { CliError } from '../cli-error.ts';
import { confirmDanger } from '../confirm-danger.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, printNote, printTable } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface DoctorOptions extends CommandOptions {
  readonly database?: string;
  readonly apply?: boolean;
  readonly undo?: boolean;
  readonly keep: readonly string[];
  readonly yes?: boolean;
}

/** `doctor`: what is wrong with the rows of a database, and the Python bot's put right. Changes nothing without `--apply` or `--undo`. */
export async function healBooks(options: DoctorOptions): Promise<ExitCode> {
  if (options.apply === true && options.undo === true) throw new CliError(EXIT.usage, '--apply and --undo contradict each other: give one of them.');
  if (options.database === undefined) return tellOwn(options);
  const connection = await connectLegacy(options.database);
  try {
    return options.undo === true ? await undo(connection, options) : options.apply === true ? await apply(connection, options) : await tell(connection, options);
  } catch (error) {
    if (error instanceof NoLegacyDatabase) throw new CliError(EXIT.usage, error.message, { cause: error });
    throw error;
  } finally {
    await connection.close();
  }
}

async function tellOwn(options: DoctorOptions): Promise<ExitCode> {
  if (options.apply === true || options.undo === true || options.keep.length > 0) {
    throw new CliError(EXIT.usage, "Breakwater's own books are put right by its workers, with the exchange in sight: `breakwater resync` asks them to; the Python bot's are named with --database.");
  }
  const { duplicateKeys, hasIndex, ...counted } = await lookAtBooks(readConfig({ path: options.config, needs: ['database'] }), assessBooks);
  const damage: Damage = { ...counted, spellings: 0, strayChildren: 0, unknownStatuses: {} };
  const verification: Verification = { duplicateKeys, ghosts: damage.ghosts, surplusRows: damage.duplicates, hasIndex };
  const isWell = isClean(verification) && damage.closedWithoutTime + damage.closedWithoutReason === 0;
  if (options.json) printResult('breakwater', { damage, plan: { changes: [], undecided: [] }, verification }, null, null);
  else {
    printDamage("Breakwater's own books", damage);
    if (!hasIndex) printNote('The index position_one_live_per_key does not stand, which keeps a second live row of a key out: restore it from the migrations.');
    printLine(isWell ? 'Nothing is wrong.' : 'Something is wrong: `breakwater diff` tells what the exchange says, and `breakwater resync` has rows put right.');
  }
  return isWell ? EXIT.ok : EXIT.problem;
}

/** Looks, and refuses ids that no live row has. */
async function look(connection: LegacyConnection, { keep }: DoctorOptions): Promise<Diagnosis> {
  const found = await diagnose(connection, new Set(keep));
  const [unknown] = found.plan.unknownKept;
  if (unknown !== undefined) throw new CliError(EXIT.usage, `--keep ${unknown}: no live row of monitoring.positions has that id.`);
  return found;
}

async function tell(connection: LegacyConnection, options: DoctorOptions): Promise<ExitCode> {
  const found = await look(connection, options);
  const { changes, undecided } = found.plan;
  const isWell = changes.length === 0 && undecided.length === 0 && isClean(found.verification);
  if (options.json) printResult('python-bot', found, null, null);
  else {
    printDamage("The Python bot's database", found.damage);
    printPlan(found);
    if (isWell) printLine('Nothing is wrong.');
    else printLine(`Nothing was changed. Stop the bot, then ${undecided.length > 0 ? 'name the rows that stay with --keep, and ' : ''}carry it out with --apply; --undo takes it back.`);
  }
  return isWell ? EXIT.ok : EXIT.problem;
}

async function apply(connection: LegacyConnection, options: DoctorOptions): Promise<ExitCode> {
  const planned = await look(connection, options);
  await confirmDanger(`change ${planned.plan.changes.length} rows of the Python bot's database (the bot must stand still)`, options.yes === true);
  const applied = await applyCleanup(connection, new Set(options.keep));
  if (applied.type === 'undecided') return tellUndecided(applied, options);
  if (options.json) printResult('python-bot', { ...applied.before, verification: applied.after }, applied.run, null);
  else {
    printDamage("The Python bot's database, before", applied.before.damage);
    printPlan(applied.before);
    if (applied.run === null) printLine('There was nothing to change.');
    else printLine(`Done in one transaction: ${applied.before.plan.changes.length} rows, and an index that keeps a second live row out. What was before, and why each row was changed, stands in the schema breakwater_doctor_${applied.run}; --undo takes it back.`);
    if (!isClean(applied.after)) printNote(`${describe(applied.after)} are left, as --keep asked for.`);
  }
  return EXIT.ok;
}

function tellUndecided({ before }: Extract<Applied, { type: 'undecided' }>, options: DoctorOptions): ExitCode {
  if (options.json) printResult('python-bot', before, null, null);
  else printPlan(before);
  printNote('Nothing was changed: for each key that evidence does not decide, name the row that stays with --keep.');
  return EXIT.refused;
}

async function undo(connection: LegacyConnection, options: DoctorOptions): Promise<ExitCode> {
  await confirmDanger("take the last clean-up of the Python bot's database back", options.yes === true);
  const undone = await undoCleanup(connection);
  if (undone.type === 'refused') throw new CliError(EXIT.refused, undone.why);
  if (options.json) printResult('python-bot', await diagnose(connection, new Set()), null, undone.run);
  else printLine(`Clean-up ${undone.run} is taken back: the tables are as they were before it.`);
  return EXIT.ok;
}

const isClean = ({ duplicateKeys, ghosts, surplusRows, hasIndex }: Verification): boolean => duplicateKeys + ghosts + surplusRows === 0 && hasIndex;
const describe = ({ duplicateKeys, ghosts }: Verification): string => `${duplicateKeys} keys with more than one active row, and ${ghosts} active rows without an order,`;

/** What is printed of either database. */
type Told = Pick<Diagnosis, 'damage' | 'verification'> & { readonly plan: Pick<Diagnosis['plan'], 'changes' | 'undecided'> };

function printResult(database: 'python-bot' | 'breakwater', { damage, plan, verification }: Told, run: number | null, undoneRun: number | null): void {
  printJson({ database, damage, changes: plan.changes, undecided: plan.undecided, verification, run, undoneRun });
}

function printDamage(title: string, damage: Damage): void {
  printLine(title);
  printTable(
    ['LIVE', 'DUPLICATES', 'GHOSTS', 'SPELLINGS', 'CLOSED WITHOUT TIME', 'WITHOUT REASON', 'STRAY ORDERS, TRADES'],
    [[damage.livePositions, damage.duplicates, damage.ghosts, damage.spellings, damage.closedWithoutTime, damage.closedWithoutReason, damage.strayChildren].map(String)],
  );
  for (const [status, count] of Object.entries(damage.unknownStatuses)) printNote(`${count} rows have the state ${status}, which the bot does not know: they are left alone.`);
}

/** A database may need hundreds of changes; `--json` has them all. */
const CHANGES_TOLD_MAX = 40;

function printPlan({ plan }: Diagnosis): void {
  if (plan.changes.length > 0) printTable(['TABLE', 'ROW', 'BECOMES', 'WHY'], plan.changes.slice(0, CHANGES_TOLD_MAX).map(cells));
  if (plan.changes.length > CHANGES_TOLD_MAX) printLine(`and ${plan.changes.length - CHANGES_TOLD_MAX} more; --json has them all`);
  for (const { key, ids, why } of plan.undecided) printNote(`not decided: ${key}, rows ${ids.join(', ')}: ${why}`);
}

function cells({ table, id, set, why }: Change): string[] {
  return [table, id, Object.entries(set).map(([name, value]) => `${name}=${value}`).join(' '), why];
}
